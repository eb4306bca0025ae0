"""The school's own page."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.names import order_of
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.permissions import may
from iqm_coe.lib.personal import DOMAIN
from iqm_coe.records.models.hold import Hold
from schools import conf
from schools.conditions.headship import Vacancy, vacancies
from schools.enums import SPEAKERS, SchoolStatus
from schools.models.award import Award
from schools.models.invitation import RoleInvitation
from schools.models.register import RegisterChange
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.querysets import READS_EVERY_SCHOOL, reads_every_school, schools_of

FOUND, AN_HOUR = 20, 60 * 60
OF_NO_SCHOOL = {
    "la_name": _("Name of the authority"),
    "trust_name": _("Name of the trust"),
    "number": _("Number carried on from a closed school"),
}


@dataclass(frozen=True)
class AwardRow:
    """An award as it stands on the day."""

    award: Award
    tone: str
    label: str


@dataclass(frozen=True)
class SchoolPage:
    """A school at a glance, as one person may see it."""

    school: School
    awards: list[AwardRow]
    current: Award | None
    people: list[SchoolRole]
    sees_others: bool
    opens_people: bool  # whether a name leads to the page of the person
    line: list[Panel]
    panels: list[Panel]
    can: dict[str, bool]
    today: date
    vacancy: Vacancy | None

    @property
    def contents(self) -> list[tuple[str, str]]:
        """The parts of the page by anchor and title, in their order."""
        told = [(panel.anchor, panel.title) for panel in [*self.line, *self.panels] if panel.anchor]
        line, others = told[: len(self.line)], told[len(self.line) :]
        people = _now("People") if self.sees_others else _now("Your roles here")
        return [*line, ("award", _now("Award")), *others, ("people", people), ("facts", _now("About the school"))]


def school_page(school: School, user: User, at: datetime) -> SchoolPage:
    """Awards, people and what the other apps add."""
    today = london_date(at)
    vacant = vacancies(School.objects.filter(pk=school.pk), 1)
    awards = [
        AwardRow(award, award.tone(today), str(award.standing(today).label))
        for award in school.awards.select_related("recorded_by")
    ]
    return SchoolPage(
        school=school,
        awards=awards,
        current=next((row.award for row in awards if row.award.is_current(today)), None),
        people=people_shown(school, user),
        sees_others=sees_people(user, school),
        opens_people=may(user, "accounts.read_audit"),
        line=panels_for("school.line", user, school, today),
        panels=panels_for("school", user, school, today),
        can=allowed(user, school),
        today=today,
        vacancy=vacant[0] if vacant else None,
    )


@dataclass(frozen=True)
class Held:
    """A role that somebody holds, with what this person may do about it."""

    role: SchoolRole
    is_own: bool
    may_end: bool
    may_title: bool
    may_set_end: bool
    may_pass_on: bool
    may_hand_over: bool


@dataclass(frozen=True)
class PeoplePage:
    """Everybody with a role at a school, and who was invited, as one person may see it."""

    school: School
    held: list[Held]
    invitations: list[RoleInvitation]
    withdrawable: list[RoleInvitation]
    sees_others: bool
    can_manage: bool
    can_name_heads: bool


def people_page(school: School, user: User) -> PeoplePage:
    """Invitations are shown to those who manage the people; each act to those who may take it."""
    can_manage = may(user, "schools.manage_people", school)
    asked = RoleInvitation.objects.visible_to(user).open().filter(school=school).select_related("invited_by")
    invitations = list(asked.order_by("-pk")) if can_manage else []
    return PeoplePage(
        school=school,
        held=[_held(role, user) for role in people_shown(school, user)],
        invitations=invitations,
        withdrawable=[one for one in invitations if may(user, "schools.withdraw_invitation", one)],
        sees_others=sees_people(user, school),
        can_manage=can_manage,
        can_name_heads=may(user, "schools.name_head", school),
    )


def people_shown(school: School, user: User) -> list[SchoolRole]:
    """Who holds a role there; those whose account is shut are shown, as such, to who manages the people and to the
    office.
    """
    rows = SchoolRole.objects.visible_to(user).filter(school=school)
    return list((rows.held() if sees_people(user, school) else rows.live()).for_list())


def sees_people(user: User, school: School) -> bool:
    """Whether somebody reads who else holds a role there, and not only what they hold themselves."""
    return reads_every_school(user) or school.pk in schools_of(user, *SPEAKERS)


def _held(role: SchoolRole, user: User) -> Held:
    return Held(
        role,
        is_own=role.user_id == user.pk,
        may_end=may(user, "schools.end_role", role),
        may_title=may(user, "schools.give_title", role),
        may_set_end=may(user, "schools.set_end", role),
        may_pass_on=may(user, "schools.pass_on", role),
        may_hand_over=may(user, "schools.hand_over", role),
    )


def allowed(user: User, school: School) -> dict[str, bool]:
    """What the page's buttons need to know."""
    return {
        "manage_people": may(user, "schools.manage_people", school),
        "record_award": may(user, "schools.record_award", school),
        "freeze": may(user, "schools.freeze", school),
    }


def to_be_recorded(award: Award | None) -> dict[str, object]:
    """An award before it is recorded, with what it renews and what it looks like."""
    if award is None:
        return {"award": None, "renews": None, "alike": None}
    before = award.school.awards.just_before(award)
    return {"award": award, "renews": before.first(), "alike": award.school.awards.alike(award).first()}


@dataclass(frozen=True)
class Changed:
    """One fact that a reading of the register changed."""

    line: int
    name: str
    fact: str
    before: str
    after: str


def changed(rows: Iterable[RegisterChange]) -> Iterator[Changed]:
    """What the register changed, a fact at a time, in words."""
    for row in rows:
        for fact, (before, after) in row.changes.items():
            yield Changed(row.line, row.name, _fact(fact), _told(fact, before), _told(fact, after))


def _fact(name: str) -> str:
    if name in OF_NO_SCHOOL:
        return str(OF_NO_SCHOOL[name])
    return capfirst(str(getattr(School._meta.get_field(name), "verbose_name", name)))


def _told(name: str, value: str | int | None) -> str:
    if value is None or value == "":
        return ""
    return str(SchoolStatus(str(value)).label) if name == "status" else str(value)


@dataclass(frozen=True)
class Reader:
    """One person who can see a thing, and why: those for whom its `visible_to` holds, told one by one."""

    user: User
    why: str


def readers_of_the_office(*, without_role_at: int | None = None) -> list[Reader]:
    """Staff and administrators; where it waits for a school, without those of them who hold a role there."""
    office = IqmRole.objects.live().filter(kind__in=READS_EVERY_SCHOOL, user__is_active=True).select_related("user")
    if without_role_at is not None:
        office = office.exclude(user__in=SchoolRole.objects.live().filter(school=without_role_at).values("user"))
    return [Reader(role.user, str(role.get_kind_display())) for role in office]


def readers_speaking_for(schools: Collection[int] | QuerySet[Any, Any]) -> list[Reader]:
    """Whoever speaks for one of these schools."""
    own = SchoolRole.objects.live().filter(school__in=schools, kind__in=SPEAKERS).select_related("user", "school")
    return [Reader(role.user, f"{role.get_kind_display()}, {role.school.name}") for role in own]


def readers_in_order(readers: Iterable[Reader]) -> list[Reader]:
    """By name; who has two reasons stands there twice."""
    return sorted(readers, key=lambda reader: (order_of(reader.user.name), reader.why))


def find_schools(words: str, *, by: User) -> list[School]:
    """At most so many schools whose name, town, postcode or number says the words; each look is counted, so that nobody
    has the whole list by asking again and again. Raises Refused.
    """
    if not _counted(by):
        raise Refused(_now("You have looked many times in this hour. Wait a little, then look again."))
    return list(School.objects.to_be_found().found_by(words)[:FOUND])


def _counted(by: User) -> bool:
    key = f"looks_for_a_school:{by.pk}"
    cache.add(key, 0, AN_HOUR)
    with suppress(ValueError):  # it ran out between the two lines
        return int(cache.incr(key)) <= conf.searches_an_hour.get()
    return True


def people_without_role_since(before: datetime) -> QuerySet[User, tuple[int, str, datetime]]:
    """Number, name and since when: who holds no role and has held none since before this instant, nor joined or signed
    in after it; the longest without one first. Nobody who was erased, nor whom a legal hold keeps.
    """
    held: list[QuerySet[IqmRole] | QuerySet[SchoolRole]] = [
        IqmRole.objects.filter(user=OuterRef("pk")),
        SchoolRole.objects.filter(user=OuterRef("pk")),
    ]
    people = User.objects.exclude(email__endswith=f"@{DOMAIN}").exclude(
        pk__in=Hold.objects.standing().filter(subject_type=User._meta.label_lower).values("subject_id")
    )
    for roles in held:
        people = people.exclude(Exists(roles.filter(ended_at=None)))
    ends = [Subquery(roles.order_by("-ended_at").values("ended_at")[:1]) for roles in held]
    since = Greatest("joined_at", "last_login", *ends)  # what is empty does not count
    found = people.annotate(since=since).filter(since__lt=before).order_by("since", "pk")
    rows: QuerySet[User, tuple[int, str, datetime]] = found.values_list("pk", "name", "since")
    return rows
