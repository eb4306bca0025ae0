from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, F, Max, Min, OuterRef, Subquery
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
from iqm_coe.lib.dates import london_date
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
    advised = Centre.objects.filter(has_access("pk", user, CentreAccessKind.ADVISER), state=CentreState.ACTIVE)
    centres = list(advised.select_related("lead_school").annotate(**_told_of_calls()).order_by(in_order(), "pk"))
    years = _years(centres, today)
    contacts = _contacts(centres)
    return [_advised(centre, years.get(centre.pk), contacts.get(centre.lead_school_id, [])) for centre in centres]


def _told_of_calls() -> dict[str, object]:
    calls = ConsultancyCall.objects.filter(year__centre=OuterRef("pk")).order_by().values("year__centre")
    return {"last_on": Subquery(calls.annotate(last=Max("held_on")).values("last"))}


def _years(centres: list[Centre], today: date) -> dict[int, "WithAnnotations[CentreYear, YearTold]"]:
    """The year of each Centre that holds today, with its minutes and the next day on which something is due."""
    open_plans = Plan.objects.filter(year=OuterRef("pk"), state__in=[PlanState.EXPECTED, PlanState.RETURNED])
    plans_due = open_plans.order_by().values("year").annotate(due=Min("due_on")).values("due")
    account = ConsultancyAccount.objects.filter(year=OuterRef("pk")).values("balance")
    years = CentreYear.objects.open_on(today).filter(centre__in=centres)
    told = years.annotate(left=Coalesce(Subquery(account), 0), is_given=Exists(account), plans_due=Subquery(plans_due))
    return {year.centre_id: year for year in told.annotate(next_on=Coalesce("plans_due", F("closes_on")))}


def _contacts(centres: list[Centre]) -> dict[int, list[SchoolRole]]:
    """Who speaks for each lead school."""
    held = SchoolRole.objects.live().filter(school__in=[centre.lead_school_id for centre in centres], kind__in=SPEAKERS)
    contacts: dict[int, list[SchoolRole]] = {}
    for role in held.select_related("user").order_by("kind", in_order("user__name")):
        contacts.setdefault(role.school_id, []).append(role)
    return contacts


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
