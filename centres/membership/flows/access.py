"""Access to Centres beside their schools: what was given for a role at IQM ends with it (R44, R5)."""

from datetime import datetime

from django.db import transaction

from centres.membership.models.access import CentreAccess
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import ends_at
from iqm_coe.lib.transitions import record_event


@transaction.atomic
def end_with_role(user: User, kind: str, *, by: User | None, at: datetime) -> list[CentreAccess]:
    """End every Centre that this person has by this role: a later role of the kind brings none of them back."""
    held = CentreAccess.objects.open().filter(user=user, kind=kind).select_for_update(of=("self",))
    ended = list(held.order_by("pk"))
    for access in ended:
        access.until_at = ends_at(access.from_at, at)
        access.save(update_fields=["until_at"])
        record_event(access, "end", by=by, at=at, facts={"centre": access.centre_id, "user": user.pk})
    return ended
