"""Two years of the programme: register, awards, Centres in every state, in the order of the days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from centres.membership.flows import invitation, membership
from centres.membership.models.centre import Centre
from centres.year.flows import year
from iqm_coe.accounts.models.user import User
from iqm_coe.demo.accounts import PASSWORD
from iqm_coe.demo.simulation.beginnings import UNTIL_APPROVED, Beginning
from iqm_coe.demo.simulation.people import person
from iqm_coe.demo.simulation.stage import NEVER, Pace
from iqm_coe.demo.simulation.story import Script, Step, Story, morning, run
from iqm_coe.demo.simulation.words import ADVISERS, CENTRE_NAMES
from iqm_coe.demo.simulation.years import YearPlay
from iqm_coe.lib.dates import london_date
from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.outbox import Message
from reviews.reports.flows import report
from reviews.visits.flows import assessor as assessor_flows
from schools.flows import register
from schools.models.register import RegisterImport

REGISTER = Path(__file__).parent.parent / "register" / "register-sample.csv"
DAYS_BACK = 760


@dataclass(frozen=True)
class Plot:
    """What becomes of one Centre: its fate, and how many days ago that came."""

    fate: str
    days_ago: int
    members: int = 2
    late: bool = False
    awaits: bool = False


# What becomes of the Centres, in turn: each stands somewhere else in its year today.
PLOTS = (
    Plot("active", 612, members=3),  # year 2: the report is with the schools for its facts
    Plot("sent", 6),
    Plot("changes", 4),
    Plot("draft", 3, members=1),
    Plot("active", 101, members=3, awaits=True),  # year 1: plans in, the hour begun
    Plot("active", 374, members=2),  # year 2 has just begun: invoices are out
    Plot("declined", 60),
    Plot("withdrawn", 40),
    Plot("active", 84, members=2, late=True),  # nobody has paid, and it is late
    Plot("active", 168, members=4),  # year 1: days for the visit are proposed
    Plot("active", 715, members=2),  # year 2 is done; year 3 opens in two weeks
    Plot("active", 234, members=1),  # year 1: the visit is just held, and its notebook still open
)

WRITING_NOW = 9  # whose update is to be written, and whose day for the visit to be agreed


def play(*, centres: int, seed: int, now: datetime, plots: Sequence[Plot] = PLOTS) -> str:
    """Play it all in one transaction; returns what was made, in a sentence."""
    with transaction.atomic():
        story = Story(seed=seed, began=now - timedelta(days=DAYS_BACK), now=now)
        report = read_register(story)
        story.assessors += [story.invented_assessors(turn) for turn in range(1, -(-centres // len(plots)))]
        accredit(story)
        scripts = [life(story, number, plots[number % len(plots)]) for number in range(centres)]
        mails_go()
        run(scripts, until=now, rounds=Clock(now), told=mails_go)
        _newcomer(story)
        mails_go()
    delivery.deliver_everything_due(lambda: now)
    return (
        f"{report.created} schools from the register, {Centre.objects.count()} Centres, {User.objects.count()} people."
    )


def read_register(story: Story) -> RegisterImport:
    """The sample of the register, and the schools of it that nobody has a role at yet."""
    with REGISTER.open("rb") as file:
        import_ = register.read(file, file_name=REGISTER.name, by=None, at=story.began)
    story.gather()
    return import_


def mails_go(_step: Step | None = None) -> None:
    """What was written in this step, or by the clock before it, goes at that instant, as a worker would see to."""
    at = Message.objects.filter(addressed_at=None).aggregate(last=Max("created_at"))["last"]
    if at is not None:
        delivery.deliver_everything_due(lambda: at)


class Clock:
    """The rounds that the product's clock makes; reminders only of the last weeks, which are all that a demo shows."""

    def __init__(self, now: datetime) -> None:
        self.reminding_from = now - timedelta(days=21)

    def __call__(self, at: datetime) -> None:
        """What beat would start on this day."""
        year.open_due(at=at)
        invitation.lapse_overdue(at=at)
        membership.admit_awaiting(at=at)
        report.accept_silence(at)
        if at >= self.reminding_from:
            reminders.run(at)


def accredit(story: Story) -> None:
    """The assessors may assess from before the story's first day."""
    first = london_date(story.began)
    for assessor in (one for pair in story.assessors for one in pair):
        assessor_flows.accredit(
            assessor,
            valid_from=first,
            valid_until=first + timedelta(days=3 * 365),
            training="Two days, and one visit beside a colleague.",
            by=story.staff,
            at=story.began,
        )


def life(story: Story, number: int, plot: Plot) -> Script:
    """A Centre from its first step on, year after year, until the story's last day."""
    lasted = UNTIL_APPROVED - 1 if plot.fate in {"active", "changes", "declined"} else 15
    lasted = 18 if plot.fate == "draft" else lasted
    begun = story.now.replace(minute=number % 60, second=0, microsecond=0) - timedelta(days=plot.days_ago + lasted)
    turn = number // len(CENTRE_NAMES) + 1
    lead_people, member_people = _named(number, plot)
    beginning = Beginning(
        story,
        name=CENTRE_NAMES[number % len(CENTRE_NAMES)] + (f" {turn}" if turn > 1 else ""),
        fate=plot.fate,
        started_at=begun,
        members=plot.members,
        awaits=plot.awaits,
        adviser=ADVISERS[number % 2],
        lead_people=lead_people,
        member_people=member_people,
    )
    yield from beginning.steps()
    if plot.fate == "active":
        yield from _years(story, beginning.made, number, plot)


def _years(story: Story, centre: Centre, number: int, plot: Plot) -> Script:
    """Year after year: the script sleeps until the day on which the clock opens the next one."""
    pace = Pace(pay=NEVER if plot.late else Pace.pay, pack=NEVER if number else Pace.pack)
    for turn in count(1):
        found = centre.years.get(number=turn)
        assessor = story.assessors[number // len(PLOTS)][(number + turn) % 2]
        yield from YearPlay(story, centre, found, assessor, pace).steps()
        opens = morning(found.closes_on + timedelta(days=1))
        yield Step(opens, "R13", "The clock opens the next year", partial(year.open_due, at=opens))


def _named(number: int, plot: Plot) -> tuple[dict[str, User], dict[str, User]]:
    """The demo's people at the schools that a newcomer looks at first."""
    if number == 0:
        lead = {"coordinator": _demo("Clara Jensen"), "head": _demo("Howard Bell")}
        return lead, {"coordinator": _demo("Tom Achebe")}
    if number == WRITING_NOW:
        return {"coordinator": _demo("Wen Zhao"), "head": _demo("Maud Ellis")}, {}
    if number < len(PLOTS) and plot.fate == "changes":
        return {"coordinator": _demo("Dev Anand")}, {}
    if number < len(PLOTS) and plot.fate == "draft":
        return {"coordinator": _demo("Megan Rowlands")}, {}
    return {}, {}


def _demo(name: str) -> User:
    return person(name, name.split(maxsplit=1)[0].lower(), password=PASSWORD)


def _newcomer(story: Story) -> None:
    """Two schools with awards and no Centre yet: the journey a newcomer can walk from its beginning."""
    at = story.now - timedelta(days=20)
    for name in ("Nina Fraser", "Hugo Lind"):
        user = _demo(name)
        story.school(at, named={"coordinator": user, "head": user})
