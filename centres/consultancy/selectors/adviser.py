from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.models.ledger import ConsultancyAccount
from centres.membership.enums import CentreAccessKind, CentreState
from centres.membership.models.centre import Centre
from centres.membership.querysets.access import has_access
from centres.year.models.year import CentreYear
from centres.year.selectors.year import lines_of
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import in_order
from iqm_coe.lib.year_line import YearStep, days_ahead
from iqm_coe.lib.year_steps import steps_in_order
from schools.enums import SPEAKERS
from schools.models.role import SchoolRole

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class CentreTold(TypedDict):
    last_on: date | None


class YearTold(TypedDict):
    left: int
    is_given: bool


@dataclass(frozen=True)
class DatedStep:
    """A step of the year and its day, by which something is due or on which something is."""

    what: str
    on: date
    is_due: bool = True


@dataclass(frozen=True)
class AdvisedCentre:
    """One of an adviser's Centres at a glance."""

    centre: Centre
    year: CentreYear | None
    left: int
    is_given: bool
    contacts: list[SchoolRole]
    last_on: date | None
    late: DatedStep | None  # what is late for longest
    ahead: DatedStep | None  # on the nearest day that is still to come

    @property
    def next(self) -> DatedStep | None:
        """What is late, else what comes."""
        return self.late or self.ahead


def by_what_is_next(rows: Iterable[AdvisedCentre]) -> list[AdvisedCentre]:
    """Those with something late first, the longest before; then by their nearest day."""

    def when(one: AdvisedCentre) -> tuple[bool, date]:
        return one.late is None, one.next.on if one.next else date.max

    return sorted(rows, key=when)


def my_centres(user: User, today: date) -> list[AdvisedCentre]:
    """The active Centres this person advises: minutes left, whom to ring, when they last spoke, what comes next."""
    centres = _advised_centres(user)
    years = {year.centre_id: year for year in _years(tuple(centre.pk for centre in centres), today)}
    contacts = _contacts(centres)
    shown = list(years.values())
    lines, ahead = lines_of(shown, user, today), days_ahead(user, [year.pk for year in shown], today)
    late = {year.centre_id: _late(lines[year.pk]) for year in shown}
    to_come = {year.centre_id: _ahead(lines[year.pk], ahead.get(year.pk, []), today) for year in shown}
    return [
        _advised(
            centre,
            years.get(centre.pk),
            contacts.get(centre.lead_school_id, []),
            late.get(centre.pk),
            to_come.get(centre.pk),
        )
        for centre in centres
    ]


def _late(steps: Iterable[YearStep]) -> DatedStep | None:
    late = [_dated(one) for one in steps if one.on and one.state == "late"]
    return min(late, key=attrgetter("on"), default=None)


def _ahead(steps: Sequence[YearStep], certain: Sequence[YearStep], today: date) -> DatedStep | None:
    """A day that is certain stands instead of the one by which that step should be done."""
    settled = {one.settles for one in certain}
    still = [*certain, *(one for one in steps if not one.code or one.code not in settled)]
    to_come = [_dated(one) for one in still if one.on and one.on >= today and one.state != "done"]
    return min(to_come, key=attrgetter("on"), default=None)


def _dated(step: YearStep) -> DatedStep:
    """Of a step what is due at it; what is no step says it itself. The day is there."""
    things = {one.code: one.thing for one in steps_in_order()}
    what = _("%s due") % capfirst(str(things[step.code])) if step.code in things else str(step.label)
    return DatedStep(what, step.on or date.max, is_due=step.code in things or bool(step.within))


@kept()
def _advised_centres(user: User) -> "QuerySet[WithAnnotations[Centre, CentreTold]]":
    """By name, each with the day of the last call."""
    calls = ConsultancyCall.objects.filter(year__centre=OuterRef("pk")).order_by().values("year__centre")
    advised = Centre.objects.filter(has_access("pk", user, CentreAccessKind.ADVISER), state=CentreState.ACTIVE)
    last_on = Subquery(calls.annotate(last=Max("held_on")).values("last"))
    centres: QuerySet[WithAnnotations[Centre, CentreTold]] = (
        advised.select_related("lead_school").annotate(last_on=last_on).order_by(in_order(), "pk")
    )
    return centres


@kept("centres", "today")
def _years(centres: tuple[int, ...], today: date) -> "QuerySet[WithAnnotations[CentreYear, YearTold]]":
    """The year of each Centre that holds today, with its minutes."""
    account = ConsultancyAccount.objects.filter(year=OuterRef("pk")).values("balance")
    running = CentreYear.objects.open_on(today).filter(centre__in=centres)
    years: QuerySet[WithAnnotations[CentreYear, YearTold]] = running.annotate(
        left=Coalesce(Subquery(account), 0), is_given=Exists(account)
    )
    return years


def _contacts(centres: Sequence[Centre]) -> dict[int, list[SchoolRole]]:
    """Who speaks for each lead school."""
    contacts: dict[int, list[SchoolRole]] = {}
    for role in _speaking_for(tuple(centre.lead_school_id for centre in centres)):
        contacts.setdefault(role.school_id, []).append(role)
    return contacts


@kept("schools")
def _speaking_for(schools: tuple[int, ...]) -> QuerySet[SchoolRole]:
    held = SchoolRole.objects.live().filter(school__in=schools, kind__in=SPEAKERS)
    return only_columns(held, "user__name", "user__email", "user__phone").order_by("kind", in_order("user__name"))


def _advised(
    centre: "WithAnnotations[Centre, CentreTold]",
    year: "WithAnnotations[CentreYear, YearTold] | None",
    contacts: list[SchoolRole],
    late: DatedStep | None,
    ahead: DatedStep | None,
) -> AdvisedCentre:
    return AdvisedCentre(
        centre=centre,
        year=year,
        left=year.left if year else 0,
        is_given=bool(year and year.is_given),
        contacts=contacts,
        last_on=centre.last_on,
        late=late,
        ahead=ahead,
    )
