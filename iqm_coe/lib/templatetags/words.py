"""Filters that put money, minutes, dates and instants into words."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from django import template
from django.utils import dateformat, timezone
from django.utils.dates import MONTHS_3
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from iqm_coe.lib.dates import london_date
from iqm_coe.lib.money import in_pounds
from iqm_coe.lib.rich_text import as_html
from iqm_coe.lib.status import StatusChoices

register = template.Library()


@register.filter
def money(pounds: Decimal | str | None) -> str:
    """Pounds and pence from a number of pounds; nothing for nothing, a true minus sign below zero."""
    return in_pounds(pounds)


@register.filter
def rich(text: str | None, first_heading: int = 3) -> SafeString:
    """A text of several lines as HTML; the upper headings it holds are of this level. Nothing for nothing."""
    return format_html('<div class="rich">{}</div>', as_html(text, first_heading)) if text else SafeString("")


@register.filter
def dialled(number: str) -> str:
    """A telephone number as a telephone dials it."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@register.filter
def minutes(count: int | str | None) -> str:
    """Minutes as people say them: 45 minutes, 1 hour, 1 hour 35 minutes."""
    if count is None or count == "":
        return ""
    hours, rest = divmod(int(count), 60)
    parts = []
    if hours:
        parts.append(ngettext("%d hour", "%d hours", hours) % hours)
    if rest or not hours:
        parts.append(ngettext("%d minute", "%d minutes", rest) % rest)
    return " ".join(parts)


def _day(value: date | datetime | None) -> date | None:
    """The day of a date, or of an instant in the person's own zone."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value or None


@register.filter
def long_date(value: date | datetime | None) -> str:
    """Friday 27 November 2026."""
    day = _day(value)
    return dateformat.format(day, "l j F Y") if day else ""


@register.filter
def last_day(end: datetime) -> date:
    """The day in London of an end that rules count by: “until” says the same day to every reader (R13)."""
    return london_date(end)


@register.filter
def short_date(value: date | datetime | None) -> str:
    """27 Nov 2026, for tables and lines where there is no room for the long one; lists show many, so it is cheap."""
    day = _day(value)
    return _short(day, get_language()) if day else ""


@lru_cache(maxsize=1024)
def _short(day: date, _language: str | None) -> str:
    return f"{day.day} {str(MONTHS_3[day.month]).capitalize()} {day.year}"


@register.filter
def short_instant(value: datetime | None) -> str:
    """27 Nov 2026 14:05, in the zone of the person who reads it, for tables."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return f"{short_date(local.date())} {local:%H:%M}"


@register.filter
def instant(value: datetime | None) -> str:
    """Friday 27 November 2026, 14:05 GMT, in the zone of the person who reads it."""
    if not value:
        return ""
    local = timezone.localtime(value)
    zone = local.tzname() or ""
    return f"{long_date(local)}, {local:%H:%M} {f'UTC{zone}' if zone[:1] in '+-' else zone}".strip()


@register.filter
def age_on(since: datetime, today: date) -> str:
    """For how long a line has stood where it stands, in days of London."""
    days = (today - last_day(since)).days
    if days < 1:
        return _("here since today")
    return ngettext("here for %(days)d day", "here for %(days)d days", days) % {"days": days}


def age_with_others(since: datetime, today: date) -> str:
    """For how long it has been with whoever is to do it."""
    days = (today - last_day(since)).days
    if days < 1:
        return _("with them since today")
    return ngettext("with them for %(days)d day", "with them for %(days)d days", days) % {"days": days}


@register.filter
def due_words(due_on: date | None, today: date) -> str:
    """How near a due date is: due today, due in 5 days, 3 days late. `today` is London's, as rules count (R13)."""
    if not due_on:
        return ""
    days = (due_on - today).days
    if days < 0:
        return ngettext("%d day late", "%d days late", -days) % -days
    if days == 0:
        return _("Due today")
    return _("Due tomorrow") if days == 1 else _("Due in %d days") % days


def due_tone(due_on: date, today: date, *, soon: int = 7) -> str:
    """The tone of a due date: late is bad, near is attention, further off is neutral."""
    days = (due_on - today).days
    return "bad" if days < 0 else "attention" if days <= soon else "neutral"


class Dated(Protocol):
    """What stands differently on another day."""

    def standing(self, on: date, /) -> StatusChoices:
        """How it stands on this day."""
        ...


@register.filter
def standing_on(row: Dated, day: date) -> StatusChoices:
    """How a row stands on the day of the page, as the status component reads it."""
    return row.standing(day)


def read(item: object, name: str, default: Any = None) -> Any:
    """An attribute of an object or a key of a dictionary, since components take either."""
    return item.get(name, default) if isinstance(item, dict) else getattr(item, name, default)
