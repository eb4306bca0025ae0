"""Changing a setting: typed, bounded and remembered (R47)."""

from datetime import datetime
from typing import Any

from constance import config
from constance.models import Constance
from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.conf import Setting
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event


@transaction.atomic
def change(setting: Setting[Any], value: Any, *, by: User, at: datetime) -> None:
    """Put a new value in force for rows that arise from now on. Raises Refused outside the setting's bounds."""
    require(by, "accounts.change_settings", None)
    if isinstance(value, int) and not setting.minimum <= value <= setting.maximum:
        words = _("Give a number from %(least)s to %(most)s.")
        raise Refused(words % {"least": setting.minimum, "most": setting.maximum})
    before = setting.get()
    if value == before:
        return
    setattr(config, setting.name, value)
    row = Constance.objects.select_for_update().get(key=setting.name)
    record_event(row, "change_setting", by=by, at=at, facts={"setting": setting.name, "from": before, "to": value})
