"""The visits of an assessor, and how they go to others."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centres.membership.conditions.interest import who_acts_instead
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.leaving import Heirs, Leaving, Thing, leaves
from iqm_coe.lib.names import in_order
from iqm_coe.lib.permissions import may
from reviews.visits.conditions.conflict import conflicts
from reviews.visits.conditions.visit import is_partly_recorded, may_have_been_held, reviews_covered
from reviews.visits.enums import VisitState
from reviews.visits.flows import succession
from reviews.visits.models.visit import Visit


def _open(person: int) -> Iterator[Thing]:
    for visit in Visit.objects.at_work().filter(assessor=person).select_related("host", "year__centre").order_by("pk"):
        words = _now("Is the assessor of a visit to %s that is not over") % visit.host
        yield Thing(visit.pk, words, reverse("visits:visit", args=[visit.pk]), _waits(visit), is_lost=_is_lost(visit))


def _is_lost(visit: Visit) -> bool:
    """Held for some of its schools: nobody else records the others. Once all are recorded its reports tell it."""
    return visit.state != VisitState.HELD and is_partly_recorded(visit)


def _waits(visit: Visit) -> str:
    """What is recorded was held, so nobody else makes that visit."""
    if visit.state == VisitState.HELD:
        return _now("It was held, so it goes to nobody else. What is left of it stands below, with its reports.")
    if is_partly_recorded(visit):
        return _now(
            "It is recorded in part, so it goes to nobody else, and nobody else may record what is left. Have it "
            "recorded before the role ends."
        )
    return ""


def _fit() -> QuerySet[User]:
    assessors: QuerySet[User] = User.objects.holding(IqmRoleKind.ASSESSOR).order_by(in_order())
    return assessors


def _not_by(number: int, by: User) -> str:
    visit = Visit.objects.select_related("year__centre").get(pk=number)
    return "" if may(by, "visits.cancel_visit", visit) else who_acts_instead(by, visit.centre)


def _why_not(number: int, heir: User, by: User, on: date) -> str:
    visit = Visit.objects.select_related("year__centre").get(pk=number)
    if may_have_been_held(visit, on):
        return succession.ask_first(visit)
    if heir == by:
        return _now("Nobody appoints themselves.")
    schools = [review.school for review in reviews_covered(visit).select_related("school")]
    against = [one for one in conflicts(heir, visit.year, schools, on=on) if not one.is_warning]
    return " ".join(one.words for one in against)


def _hold(number: int) -> Visit:
    found: Visit = Visit.objects.select_for_update(of=("self",)).get(pk=number)
    return found


def _pass_on(number: int, heir: User, by: User, at: datetime) -> None:
    succession.replace(Visit.objects.get(pk=number), assessor=heir, by=by, at=at)


open_visits = leaves(
    Leaving(
        "open_visits",
        _("Visits that are not over"),
        _("Each waits when the role ends, and stands in the worklist of the staff until somebody else is asked."),
        _open,
        first=_("Finish it, or appoint another, first."),
        role=IqmRoleKind.ASSESSOR,
        seen_by=Visit.objects.visible_to,
        heirs=Heirs(
            _fit, _not_by, _why_not, _hold, _pass_on, then=_("It waits for the declaration of whoever is asked now.")
        ),
    )
)
