"""What the simulated schools write: long enough to look like life, true of no real school."""

from centres.enums import Criterion

CENTRE_NAMES = [
    "Trent Valley Inclusion", "Two Rivers Partnership", "Northern Lights Centre", "Harbour Schools Together",
    "The Wealden Circle", "Open Doors Federation", "Cathedral Quarter Schools", "Moorland Learning Alliance",
    "Riverside and Beyond", "The Lantern Schools", "Severn Bridge Centre", "Common Ground",
]  # fmt: skip

ANSWERS = {
    Criterion.C1: "Our schools have met each half-term since 2023. Teaching assistants shadow one another for a day, "
    "and every meeting ends with one thing each school will try before the next.",
    Criterion.C2: "Each school keeps an inclusion plan of one page that governors read each term. It names three "
    "priorities, who leads them, and what a pupil would notice if they work.",
    Criterion.C3: "A shared calendar of open mornings, a library of short films made by staff, and a termly letter "
    "that goes to all families. We record what each visitor took back.",
    Criterion.C4: "Two of our leaders already support schools outside the group. We can host eight visitors a month "
    "without taking anybody away from their class.",
    Criterion.C5: "We would like to find out whether a calm start to the day changes how many pupils ask for help "
    "in the first lesson, in four classes, over two terms.",
    Criterion.C8: "We offer places to trial new materials, and three colleagues who would train as assessors.",
}

EVIDENCE = {
    Criterion.C1: ("https://schools.example/meetings", "Notes of the last four meetings"),
    Criterion.C3: ("https://schools.example/films", "Films made by staff for staff"),
}

CHANGE_REASON = "Please say how the smallest school takes part: it is not named in the calendar."
