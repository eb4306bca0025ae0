"""Whoever writes a part says that it is done, or that they write on (R15e)."""

from datetime import datetime

from django.utils.translation import gettext as _

from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.transitions import record_event
from iqm_coe.texts.models.part import Part, PartRow

CHANGED = ("changed_at", "changed_by")
SAID = ("done_at", "done_by", *CHANGED)
SAY, WRITE_ON = "say_done", "write_on"


class SaidBefore(Refused):
    """Somebody was first: it is as they wanted it, and by whom."""


def say(part: PartRow, *, is_done: bool, by: User, at: datetime) -> PartRow:
    """Of a locked part that this person may write: its room has asked. It stops nobody from writing. Raises Refused
    where nothing is written yet, and SaidBefore where it stands so already; what was changed since may be said anew.
    """
    if is_done and not part.is_begun:
        raise Refused(_("Nothing is written here yet, so nothing can be done with it."))
    if is_done == (part.done_at is not None) and not (is_done and part.is_changed_since):
        raise SaidBefore(_stands_so(part))
    part.done_at, part.done_by = (at, by) if is_done else (None, None)
    part.changed_at = part.changed_by = None
    part.save(update_fields=list(SAID))
    record_event(part, SAY if is_done else WRITE_ON, by=by, at=at)
    return part


def changed(part: Part, *, by: User, at: datetime) -> tuple[str, ...]:
    """Other words or evidence stand there now: told where it was said to be done. Gives the columns to save."""
    if part.done_at is None:
        return ()
    part.changed_at, part.changed_by = at, by
    return CHANGED


def _stands_so(part: Part) -> str:
    """Who was first, and when."""
    if part.done_at and part.done_by:
        told = {"name": part.done_by.name, "day": short_date(part.done_at)}
        return _("%(name)s had marked it done on %(day)s; it stays so.") % told
    last = Event.objects.of(part).filter(action__in=(SAY, WRITE_ON)).select_related("by").order_by("-pk").first()
    if last and last.action == WRITE_ON and last.by:
        told = {"name": last.by.name, "day": short_date(last.at)}
        return _("%(name)s had opened it again on %(day)s; it stays open.") % told
    return _("It is open already. Nothing was changed.")
