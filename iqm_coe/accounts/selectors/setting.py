"""The settings page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings as django_settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.conf import AnySetting, Setting, T, declared_in
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.money import in_pounds


@dataclass(frozen=True)
class SettingRow:
    """One setting as the page shows it."""

    name: str
    words: str | Promise
    value: object
    default: object
    changed: Event | None


def all_settings() -> dict[str, AnySetting]:
    """Every setting of every app by name."""
    modules = django_settings.SETTINGS_MODULES
    return {setting.name: setting for module in modules for setting in declared_in(module)}


def setting_rows() -> list[SettingRow]:
    """Each setting with its value in force and who changed it last."""
    changes = Event.objects.filter(action="change_setting").select_related("by").order_by("pk")
    last = {event.facts["setting"]: event for event in changes}
    return [
        SettingRow(
            setting.name,
            setting.words,
            in_words(setting, setting.get()),
            in_words(setting, setting.default),
            last.get(setting.name),
        )
        for setting in all_settings().values()
    ]


def in_words(setting: Setting[T], value: T) -> str:
    """A value as people read it."""
    if isinstance(value, list):
        labels = dict(setting.choices)
        return ", ".join(str(labels.get(one, one)) for one in value) or _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if setting.is_pence and isinstance(value, int):
        return in_pounds(Decimal(value) / 100)
    if isinstance(value, int):
        return f"{value} {setting.unit}".strip()
    return str(value)


def preview(setting: Setting[T], value: T, on: date) -> list[str]:
    """What a value gives, a line each; nothing where it means nothing, and the form says why."""
    if setting.preview is None:
        return []
    try:
        return setting.preview(setting.kept(value), on)
    except Refused:
        return []


def as_shown(setting: Setting[T], value: T) -> str:
    """What a page says that it has shown; nothing where the value means nothing."""
    try:
        return str(setting.kept(value))
    except Refused:
        return ""


def was_shown(setting: Setting[T], value: T, shown: str) -> bool:
    """Whether a person has seen what exactly this value gives, where that can be shown."""
    return setting.preview is None or as_shown(setting, value) == shown
