"""A conflict of interest that came up later is waived by staff with a reason, or stops the work (R19)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from reviews.visits.conditions import conflict
from reviews.visits.emails import visit as emails
from reviews.visits.enums import VisitState
from reviews.visits.models.visit import Visit


class ConflictStands(Refused):
    """Conflicts stand against it; `found` holds them, and whether a written reason would do."""

    def __init__(self, conflicts: list[conflict.Conflict]) -> None:
        self.found = conflicts
        self.can_be_waived = all(conflict.can_be_waived for conflict in conflicts)
        super().__init__(" ".join(conflict.words for conflict in conflicts))


@transaction.atomic
def waive_conflict(visit: Visit, *, reason: str, by: User, at: datetime) -> Visit:
    """Staff waive a conflict that came up after the assessor had accepted, so that what was begun is finished (R19).

    Raises Refused without a reason or where no conflict stands, ConflictStands for one that no reason waives.
    """
    locked = Visit.objects.at_work().select_for_update(of=("self",)).select_related("year__centre", "assessor", "host")
    fresh = locked.filter(pk=visit.pk).first()
    require(by, "visits.waive_conflict", fresh or visit)
    if fresh is None:
        raise Refused(_("This visit is over: there is nothing left to finish."))
    if fresh.state == VisitState.APPOINTED:
        raise Refused(_("%s has not accepted yet. Call the visit off and appoint somebody else.") % fresh.assessor.name)
    found = conflict.against(fresh, on=_judged_on(fresh, at))
    if not found:
        raise Refused(_("No conflict of interest stands against %s: nothing has to be waived.") % fresh.assessor.name)
    if not reason.strip() or not all(conflict.can_be_waived for conflict in found):
        raise ConflictStands(found)
    conflicts = sorted({str(conflict.kind.value) for conflict in found})
    fresh.waived = sorted({*fresh.waived, *conflicts})
    fresh.waiver_reason = "\n\n".join(part for part in (fresh.waiver_reason, reason.strip()) if part)
    fresh.waived_at = at
    fresh.save(update_fields=["waived", "waiver_reason", "waived_at"])
    record_event(fresh, "waive", by=by, at=at, reason=reason, facts={"rule": "R19", "conflicts": conflicts})
    emails.conflict_waived(fresh, by=by, at=at)
    return fresh


def _judged_on(visit: Visit, at: datetime) -> date:
    """A visit that was held asked for an accreditation on its day; what follows asks for none."""
    return visit.agreed_on if visit.state == VisitState.HELD and visit.agreed_on else london_date(at)
