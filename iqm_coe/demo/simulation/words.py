"""What the simulated schools write: long enough to look like life, true of no real school."""

from centres.application.enums import Criterion

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

ADVISERS = ("alan", "sioned")

PLAN = (
    "What we do already, what we will do more of, who leads it, and how we will know. Each school has a part of its "
    "own; the lead school keeps the calendar and calls a meeting each half-term."
)

CALLS = (
    "How to involve governors in the update without adding a meeting.",
    "Which questions for classroom research can be answered in two terms.",
    "How a small school can host visitors without taking anybody from class.",
)

MEETINGS = (("A calm start to the day", "the lead school"), ("What visitors took back", "online"))
TAKEN_BACK = "Each school told of one morning that went well and one that did not; all wrote down a question to watch."
WILL_TRY = (
    "Two quiet minutes before the register, in one year group.",
    "Doors open ten minutes earlier, with a task on each table.",
    "A teaching assistant greets late-comers by name.",
)

_PROGRESS = {
    1: "Pupils who joined in the middle of the year now catch up within two terms, where it took three.",
    2: "Mornings are calmer: fewer pupils wait outside the first lesson, and more of them ask for help in it.",
    3: "Each leader follows one pupil for a day every half-term and reports what they saw to governors.",
    4: "Teaching assistants have a weekly half-hour to plan with the teachers they work beside.",
    5: "Two quiet rooms were opened where pupils asked for them, and the corridor is painted in calm colours.",
    6: "Lessons begin with a task everybody can do and end with one that nobody finishes.",
    7: "Reading pens and captions are on every device, and pupils choose them without asking.",
    8: "Parents meet in the evening once a month, with a crèche, and set the questions themselves.",
    9: "Governors visit in pairs, one of them new to the school, and write half a page each time.",
    10: "The allotment next door is shared with a day centre; forty pupils work there in turn.",
}
_EVIDENCE = "Notes of the half-termly meetings, a survey of pupils in spring, and what visitors wrote down."
_NEXT = "We widen it to all year groups, and look again before the summer with the other schools of the Centre."


def update_on(number: int, school: str, year: int) -> dict[str, str]:
    """What a school writes on one element."""
    begins = f"At {school}: " if number == 1 else ""
    again = "" if year == 1 else " Last year this was a beginning; now it is how we work."
    return {"progress": f"{begins}{_PROGRESS[number]}{again}", "evidence": _EVIDENCE, "next_steps": _NEXT}


ON_TARGETS = (
    "We did what was agreed, later than planned, and pupils tell us it makes a difference.",
    "Done in every class. Attendance of the pupils we had in mind rose by four points.",
    "Half of it is done. The training took place; the second school joins after Easter.",
)

REMARKS = (
    "Seen in lessons and told by pupils in their own words.",
    "Well documented; the next step is to write down what others could take from it.",
    "The progress described in the update was plain to see.",
    "Staff speak about it with one voice. Consider inviting a school that has not been here yet.",
)
STRENGTHS_AND_AREAS = (
    {"strengths": "Pupils say what helps them, and are heard.", "areas": ""},
    {"strengths": "Every room has a quiet place.", "areas": "Write down who decides what is displayed, and when."},
    {"strengths": "", "areas": ""},
)
NOTED = {
    "evidence_seen": "The written update, lessons in four classes, displays, the survey of pupils, notes of meetings.",
    "meetings_held": "The headteacher, the inclusion lead, three teachers, two assistants, a governor, some pupils.",
}
JUDGED = "The school's account agrees with what was seen and heard."

TARGETS = {
    3: {
        "aim": "Leaders share what they see with the whole staff each half-term",
        "actions": "A short note after each day of following a pupil, read together in a meeting.",
        "owner": "Deputy headteacher",
        "measure": "Six notes in the year, and one change a term that came from them.",
    },
    6: {
        "aim": "Every lesson has a task that all pupils can begin",
        "actions": "Plan openings together in year teams; visit one another in pairs.",
        "owner": "Lead for teaching",
        "measure": "In visits, all pupils have begun within three minutes.",
    },
    8: {
        "aim": "Parents who have never come take part",
        "actions": "Ask each of them in person what would make it possible, and do that.",
        "owner": "SENCo",
        "measure": "Half of the families asked have come at least once.",
    },
}

SECTIONS = {
    "activities": "The schools met six times and visited one another in pairs; each meeting ended with a thing to try.",
    "evidence": NOTED["evidence_seen"],
    "meetings": NOTED["meetings_held"],
    "overview": "A school that knows its pupils and says so plainly. What was promised last year can be seen. "
    "The schools of this Centre learn from one another, and are ready to let others see how.",
}
