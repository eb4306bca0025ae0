"""Changing a setting: typed, bounded and remembered (R47)."""

from datetime import datetime

from constance import config
from constance.models import Constance
from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.conf import Setting, T
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event


@transaction.atomic
def change(setting: Setting[T], value: T, *, by: User, at: datetime) -> None:
    """Put a new value in force for rows that arise from now on. Raises Refused outside the setting's bounds."""
    require(by, "accounts.change_settings", None)
    value = setting.kept(value)
    before = setting.get()
    if value == before:
        return
    setattr(config, setting.name, value)
    row = Constance.objects.select_for_update().get(key=setting.name)
    changed = _("From %(before)s to %(after)s.") % {"before": before, "after": value}
    record_event(row, "change_setting", by=by, at=at, reason=changed, facts={"setting": setting.name})
