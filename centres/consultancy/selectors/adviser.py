from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.models.ledger import ConsultancyAccount
from centres.membership.enums import CentreAccessKind, CentreState
from centres.membership.models.centre import Centre
from centres.membership.querysets.access import has_access
from centres.year.enums import PlanState
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import in_order
from schools.enums import SPEAKERS
from schools.models.role import SchoolRole

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class CentreTold(TypedDict):
    last_on: date | None


class YearTold(TypedDict):
    left: int
    is_given: bool
    plans_due: date | None
    next_on: date


@dataclass(frozen=True)
class AdvisedCentre:
    """One of an adviser's Centres at a glance."""

    centre: Centre
    year: CentreYear | None
    left: int
    is_given: bool
    contacts: list[SchoolRole]
    last_on: date | None
    next_on: date | None
    next_what: str
    is_task: bool


def my_centres(user: User, at: datetime) -> list[AdvisedCentre]:
    """The active Centres this person advises: minutes left, whom to ring, when they last spoke, what comes next."""
    today = london_date(at)
    centres = _advised_centres(user)
    years = {year.centre_id: year for year in _years(tuple(centre.pk for centre in centres), today)}
    contacts = _contacts(centres)
    return [_advised(centre, years.get(centre.pk), contacts.get(centre.lead_school_id, [])) for centre in centres]


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
    """The year of each Centre that holds today, with its minutes and the next day on which something is due."""
    open_plans = Plan.objects.filter(year=OuterRef("pk"), state__in=[PlanState.EXPECTED, PlanState.RETURNED])
    plans_due = open_plans.order_by().values("year").annotate(due=Min("due_on")).values("due")
    account = ConsultancyAccount.objects.filter(year=OuterRef("pk")).values("balance")
    running = CentreYear.objects.open_on(today).filter(centre__in=centres)
    told = running.annotate(
        left=Coalesce(Subquery(account), 0), is_given=Exists(account), plans_due=Subquery(plans_due)
    )
    years: QuerySet[WithAnnotations[CentreYear, YearTold]] = told.annotate(
        next_on=Coalesce("plans_due", F("closes_on"))
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
) -> AdvisedCentre:
    return AdvisedCentre(
        centre=centre,
        year=year,
        left=year.left if year else 0,
        is_given=bool(year and year.is_given),
        contacts=contacts,
        last_on=centre.last_on,
        next_on=year.next_on if year else None,
        next_what=_("Plans due") if year and year.plans_due else _("Year ends"),
        is_task=bool(year and year.plans_due),
    )
