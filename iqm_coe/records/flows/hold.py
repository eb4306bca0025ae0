"""A legal hold begins and ends by an administrator's act, with a reason (R46)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from iqm_coe.records.conditions.withdrawal import wait_for_withdrawals
from iqm_coe.records.models.hold import Hold


@transaction.atomic
def begin(subject: Model, *, by: User, at: datetime, reason: str) -> Hold:
    """From now on nothing of this person, school, Centre or review goes."""
    require(by, "records.hold", subject)
    if isinstance(subject, User) and subject.is_erased:
        raise Refused(_("This person was erased: nothing is left to be kept. Nothing was changed."))
    wait_for_withdrawals()  # a hold is before one or after it
    about = {"subject_type": subject._meta.label_lower, "subject_id": subject.pk}
    if Hold.objects.standing().filter(**about).exists():
        raise Refused(_("A legal hold stands on it already. Nothing was changed."))
    hold: Hold = Hold.objects.create(**about, reason=reason, begun_at=at, begun_by=by)
    record_event(hold, "begin", by=by, at=at, reason=reason, facts=about)
    return hold


@transaction.atomic
def end(hold: Hold, *, by: User, at: datetime, reason: str) -> Hold:
    """What was kept may be withdrawn and cleared again."""
    require(by, "records.hold", hold)
    fresh: Hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if fresh.ended_at is not None:
        raise Refused(_("This legal hold has ended already. Nothing was changed."))
    fresh.ended_at, fresh.ended_by, fresh.ended_reason = at, by, reason
    fresh.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    record_event(fresh, "end", by=by, at=at, reason=reason)
    return fresh
