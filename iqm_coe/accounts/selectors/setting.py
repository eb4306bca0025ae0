"""The settings page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings as django_settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.conf import AnySetting, Part, Setting, T, declared_in
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.money import in_pounds


@dataclass(frozen=True)
class SettingRow:
    """One setting as the page shows it."""

    name: str
    words: str | Promise
    value: str
    default: str
    changed: Event | None


@dataclass(frozen=True)
class PartOfSettings:
    """The settings under one heading."""

    part: Part
    rows: list[SettingRow]


def all_settings() -> dict[str, AnySetting]:
    """Every setting of every app by name."""
    modules = django_settings.SETTINGS_MODULES
    return {setting.name: setting for module in modules for setting in declared_in(module)}


def parts_of_settings() -> list[PartOfSettings]:
    """Each setting under its heading, with its value in force and who changed it last."""
    changes = Event.objects.filter(action="change_setting").select_related("by").order_by("pk")
    last = {event.facts["setting"]: event for event in changes}
    of_part: dict[Part, list[SettingRow]] = {part: [] for part in Part}
    for setting in all_settings().values():
        value, default = in_words(setting, setting.get()), in_words(setting, setting.default)
        row = SettingRow(setting.name, setting.words, value, default, last.get(setting.name))
        of_part[setting.part or Part.MACHINE].append(row)
    return [PartOfSettings(part, rows) for part, rows in of_part.items() if rows]


def in_words(setting: Setting[T], value: T) -> str:
    """A value as people read it."""
    if isinstance(value, list):
        labels = dict(setting.choices)
        return ", ".join(str(labels.get(one, one)) for one in value) or _("none")
    if setting.choices:
        return str(dict(setting.choices).get(str(value), value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if setting.is_pence and isinstance(value, int):
        return in_pounds(Decimal(value) / 100)
    if isinstance(value, int):
        return f"{value} {setting.unit}".strip()
    return f"{value} ({setting.unit})" if str(setting.unit) else str(value)


def meant(setting: Setting[T], value: T, on: date) -> list[tuple[str, str]]:
    """What the value in force gives of something of this day, and where another is looked at what that would give."""
    values = list(dict.fromkeys((in_words(setting, one), setting.means(one, on)) for one in (setting.get(), value)))
    return [(said, gives) for said, gives in values if gives]


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
    return not setting.is_shown_first or as_shown(setting, value) == shown
