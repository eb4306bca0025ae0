"""What a person says about themselves."""

from datetime import datetime

from django.db import transaction

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.validators import validate_name
from iqm_coe.lib.cleaning import one_line
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event


@transaction.atomic
def change(user: User, *, name: str, phone: str, time_zone: str, by: User, at: datetime) -> User:
    """Write name, telephone and time zone; the event holds which changed, not what they were."""
    fresh: User = User.objects.select_for_update().get(pk=user.pk)
    require(by, "accounts.edit_person", fresh)
    wanted = {"name": one_line(name), "phone": phone, "time_zone": time_zone}
    changed = [field for field, value in wanted.items() if getattr(fresh, field) != value]
    for field in changed:
        setattr(fresh, field, wanted[field])
    if changed:
        fresh.full_clean()
        validate_name(fresh.name)
        fresh.save(update_fields=changed)
        record_event(fresh, "change_profile", by=by, at=at, facts={"fields": changed})
    return fresh


@transaction.atomic
def put_off_passkey(user: User, *, by: User, at: datetime) -> User:
    """The offer of a passkey goes away for a while."""
    fresh: User = User.objects.select_for_update().get(pk=user.pk)
    require(by, "accounts.edit_person", fresh)
    fresh.passkey_put_off_at = at
    fresh.save(update_fields=["passkey_put_off_at"])
    record_event(fresh, "put_off_passkey", by=by, at=at)
    return fresh
