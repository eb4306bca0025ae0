"""Until which day a role may be given, and how long its offer stays open (R5s)."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from iqm_coe.lib.dates import london_date, months_later
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.templatetags.words import long_date
from schools import conf
from schools.enums import SchoolRoleKind


def require_a_day_to_come(kind: str, until: date | None, *, at: datetime) -> None:
    """A last day is today or later, and not further ahead than the setting says; who acts until a head is back, or
    named, always has one.
    """
    if kind == SchoolRoleKind.ACTING and until is None:
        raise Refused(_("Say until which day this person acts as headteacher. The day can be changed later."))
    if until is None:
        return
    today = london_date(at)
    if until < today:
        raise Refused(_("The last day has passed already. Nothing was changed: choose today or a later day."))
    is_acting = kind == SchoolRoleKind.ACTING
    latest = months_later(today, (conf.acting_head_months if is_acting else conf.role_months).get())
    if until > latest:
        words = _("That is too far ahead: choose a day up to %s. It can be moved again later.")
        if is_acting:
            words = _("Nobody acts as headteacher for so long: choose a day up to %s. It can be moved again later.")
        raise Refused(words % long_date(latest))


def open_until(until: date | None, *, on: date) -> date:
    """So many days; of a role that ends before that, to its own last day."""
    last = on + timedelta(days=conf.invitation_days.get())
    return min(last, until) if until else last
