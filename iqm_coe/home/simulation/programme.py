"""The first half-year of the programme: register, awards, Centres in every state, in the order of the days."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction

import schools
from centres.enums import AGREED, WRITTEN, Criterion
from centres.flows import application, decision, founding
from centres.models import Application, Centre, Membership
from iqm_coe.accounts.models import User
from iqm_coe.home.demo import PASSWORD
from iqm_coe.home.simulation.people import SchoolPeople, office, person
from iqm_coe.home.simulation.words import ANSWERS, CENTRE_NAMES, CHANGE_REASON, EVIDENCE
from iqm_coe.lib.dates import london_date
from iqm_coe.notifications.flows import delivery
from schools.enums import AwardKind
from schools.flows import awards, register
from schools.models import School

REGISTER = Path(schools.__file__).parent / "demo" / "register-sample.csv"

# What becomes of the Centres, in turn.
FATES = ("active", "sent", "changes", "draft", "active", "awaiting", "declined", "withdrawn")
DAYS_BACK = 120


class Story:
    """One run of the simulation: its people, its clock, its dice."""

    def __init__(self, *, seed: int, now: datetime) -> None:
        self.rng = Random(seed)  # noqa: S311 - dice for a play, not for a secret
        self.began = now - timedelta(days=DAYS_BACK)
        self.now = now
        self.office = office(self.began)
        self.staff = self.office["sam"]
        self.people = SchoolPeople(self.staff, self.rng)
        self.free: list[School] = []
        self.heads: dict[int, User] = {}
        self.coordinators: dict[int, User] = {}

    def day(self, number: int, hour: int = 9) -> datetime:
        """An instant that many days into the story, never later than now."""
        return min(self.began + timedelta(days=number, hours=hour - 9), self.now)


def play(*, centres: int, seed: int, now: datetime) -> str:
    """Play it all in one transaction; returns what was made, in a sentence."""
    with transaction.atomic():
        story = Story(seed=seed, now=now)
        with REGISTER.open("rb") as file:
            report = register.read(register.decoded(file), file_name=REGISTER.name, by=None, at=story.began)
        story.free = list(School.objects.open().exclude(pupils=None).order_by("pk"))
        story.rng.shuffle(story.free)
        for number in range(centres):
            _centre(story, number)
        _newcomer(story)
    delivery.deliver_everything_due(now)
    return (
        f"{report.created} schools from the register, {Centre.objects.count()} Centres, {User.objects.count()} people."
    )


def _school(story: Story, *, has_award: bool = True, named: dict[str, User] | None = None, day: int = 0) -> School:
    """The next school, with people, and with an award unless it awaits one."""
    school = story.free.pop()
    at = story.day(day)
    coordinator, head = story.people.settle(school, at, named=named)
    story.coordinators[school.pk], story.heads[school.pk] = coordinator, head
    if has_award:
        given = london_date(story.began) - timedelta(days=story.rng.randint(30, 900))
        awards.record(school, kind=AwardKind.INCLUSIVE_SCHOOL, awarded_on=given, by=story.staff, at=at)
    return school


def _centre(story: Story, number: int) -> None:
    """One Centre up to the state that its fate names."""
    fate = FATES[number % len(FATES)]
    named = _named_lead(fate, number)
    lead = _school(story, named=named, day=number)
    by = story.coordinators[lead.pk]
    name = CENTRE_NAMES[number % len(CENTRE_NAMES)] + (
        f" {number // len(CENTRE_NAMES) + 1}" if number >= len(CENTRE_NAMES) else ""
    )
    centre = founding.start(lead, name=name, by=by, at=story.day(number + 1))
    for other in range(story.rng.randint(1, 4)):
        is_awaiting = fate == "awaiting" and other == 0
        member = _school(story, has_award=not is_awaiting, named=_named_member(number, other), day=number)
        invitation = founding.invite(centre, member, by=by, at=story.day(number + 2))
        founding.accept(invitation, by=story.coordinators[member.pk], at=story.day(number + 4))
    if fate == "awaiting":
        _invite_and_accept(story, centre, number)
    _write(story, centre, by, number, is_whole=fate != "draft")
    if fate == "draft":
        _leave_open(story, centre, number)
        return
    _decide(story, centre.application, fate, number)


def _invite_and_accept(story: Story, centre: Centre, number: int) -> None:
    """A further school with an award, so that two are eligible although one awaits."""
    member = _school(story, day=number)
    by = story.coordinators[centre.lead_school_id]
    invitation = founding.invite(centre, member, by=by, at=story.day(number + 2))
    founding.accept(invitation, by=story.coordinators[member.pk], at=story.day(number + 3))


def _leave_open(story: Story, centre: Centre, number: int) -> None:
    """A school that has not answered, so that the draft cannot be sent yet."""
    asked = _school(story, day=number)
    founding.invite(centre, asked, by=story.coordinators[centre.lead_school_id], at=story.now - timedelta(days=3))


def _write(story: Story, centre: Centre, by: User, number: int, *, is_whole: bool) -> None:
    """Answers, evidence and agreements; a draft stops half way."""
    written = WRITTEN if is_whole else WRITTEN[:3]
    for step, criterion in enumerate(written):
        at = story.day(number + 6 + step)
        answer = application.answer(centre.application, criterion, text=ANSWERS[criterion], version=0, by=by, at=at)
        if criterion in EVIDENCE:
            url, title = EVIDENCE[criterion]
            application.add_evidence(centre.application, answer.criterion, url=url, title=title, by=by, at=at)
    places = Membership.objects.belonging().filter(centre=centre).order_by("pk")
    for place in places if is_whole else places[:1]:
        for agreed in AGREED:
            application.agree(place, agreed, by=story.heads[place.school_id], at=story.day(number + 12))


def _decide(story: Story, found: Application, fate: str, number: int) -> None:
    """Send it and bring it to its end."""
    lead = story.coordinators[found.centre.lead_school_id]
    if fate == "withdrawn":
        application.withdraw(
            found, by=lead, at=story.day(number + 15), reason="We would like to begin again next year."
        )
        return
    sent_at = story.now - timedelta(days=6) if fate == "sent" else story.day(number + 15)
    application.send(found, by=lead, at=sent_at)
    at = story.day(number + 20)
    if fate in {"active", "awaiting"}:
        decision.approve(found, adviser=story.office["alan"], by=story.staff, at=at, note="Clear in all eight.")
    elif fate == "changes":
        due_on = london_date(story.now) + timedelta(days=10)
        change = decision.Change(Criterion.C3, CHANGE_REASON, due_on)
        decision.request_changes(found, [change], by=story.staff, at=story.now - timedelta(days=4))
    elif fate == "declined":
        decision.decline(
            found, by=story.staff, at=at, reason="The plans for sharing between the schools are not there yet."
        )


def _named_lead(fate: str, number: int) -> dict[str, User]:
    """The demo's people at the lead schools that a newcomer looks at first."""
    if number == 0:
        return {"coordinator": person("Clara Jensen", "clara", password=PASSWORD),
                "head": person("Howard Bell", "howard", password=PASSWORD)}  # fmt: skip
    if fate == "changes" and number < len(FATES):
        return {"coordinator": person("Dev Anand", "dev", password=PASSWORD)}
    if fate == "draft" and number < len(FATES):
        return {"coordinator": person("Megan Rowlands", "megan", password=PASSWORD)}
    return {}


def _named_member(number: int, other: int) -> dict[str, User]:
    if (number, other) == (0, 0):
        return {"coordinator": person("Tom Achebe", "tom", password=PASSWORD)}
    return {}


def _newcomer(story: Story) -> None:
    """Two schools with awards and no Centre yet: the journey a newcomer can walk from its beginning."""
    nina, hugo = person("Nina Fraser", "nina", password=PASSWORD), person("Hugo Lind", "hugo", password=PASSWORD)
    _school(story, named={"coordinator": nina, "head": nina}, day=100)
    _school(story, named={"coordinator": hugo, "head": hugo}, day=100)
