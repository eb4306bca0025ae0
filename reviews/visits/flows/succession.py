"""The visits of an assessor who leaves: marked, given to somebody else, or finished by them after all (R19g)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import record_event
from reviews.visits.conditions.visit import answer_day, can_go_on, may_have_been_held, reviews_covered
from reviews.visits.enums import VisitState
from reviews.visits.flows import visit as visit_flows
from reviews.visits.models.visit import Visit


def leave(assessor: User, *, by: User | None, at: datetime) -> list[Visit]:
    """Mark every visit at work of somebody whose role at IQM ends."""
    at_work = Visit.objects.at_work().filter(assessor=assessor, left_at=None)
    left = list(at_work.select_for_update(of=("self",)).order_by("pk"))
    for visit in left:
        visit.left_at = at
        visit.save(update_fields=["left_at"])
        record_event(visit, "assessor_left", by=by, at=at, facts={"assessor": assessor.pk})
    return left


@transaction.atomic
def replace(visit: Visit, *, assessor: User, by: User, at: datetime, waiver_reason: str = "") -> Visit:
    """Call the visit off and ask somebody else to make it, in one act. Raises as `appoint` and `cancel` do, and Refused
    for one whose day has passed.
    """
    fresh = _locked(visit)
    require(by, "visits.cancel_visit", fresh)
    if may_have_been_held(fresh, london_date(at)):
        raise Refused(ask_first(fresh))
    covered = list(reviews_covered(fresh).select_related("school"))
    words = _("%(old)s no longer makes this visit. %(new)s is asked to make it instead.")
    visit_flows.cancel(fresh, reason=words % {"old": fresh.assessor.name, "new": assessor.name}, by=by, at=at)
    return visit_flows.appoint(
        fresh.year,
        reviews=covered,
        host=fresh.host,
        assessor=assessor,
        mode=fresh.mode,
        by=by,
        at=at,
        waiver_reason=waiver_reason,
    )


def ask_first(visit: Visit) -> str:
    """What is to be done about a visit whose day has passed, before somebody else is asked."""
    words = _(
        "Its day, %s, has passed. Ask whether it took place. If it did, its assessor records it; if not, fix another "
        "day, and then it can go to somebody else."
    )
    return words % long_date(visit.agreed_on)


@transaction.atomic
def let_go_on(visit: Visit, *, reason: str, by: User, at: datetime) -> Visit:
    """An assessor who left and holds the role again finishes this visit, because staff say so and why."""
    fresh = _locked(visit)
    require(by, "visits.let_go_on", fresh)
    if not Visit.objects.without_assessor().filter(pk=fresh.pk).exists():
        raise Refused(_("%s makes this visit: nothing has to be decided.") % fresh.assessor.name)
    if not reason.strip():
        raise Refused(_("Give the reason: it is kept with the visit."))
    if not can_go_on(fresh):
        raise Refused(_("%s does not hold the role of assessor at IQM.") % fresh.assessor.name)
    fresh.left_at = None
    if fresh.state == VisitState.APPOINTED:
        fresh.answer_by = answer_day(london_date(at))
    fresh.save(update_fields=["left_at", "answer_by"])
    record_event(fresh, "let_go_on", by=by, at=at, reason=reason, facts={"assessor": fresh.assessor_id})
    if fresh.state != VisitState.APPOINTED:
        visit_flows.grant_access(fresh, by=by, at=at)
    return fresh


def _locked(visit: Visit) -> Visit:
    rows = Visit.objects.select_for_update(of=("self",)).select_related("year__centre", "assessor", "host")
    fresh: Visit = rows.get(pk=visit.pk)
    return fresh
