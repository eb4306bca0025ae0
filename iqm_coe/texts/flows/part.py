"""Whoever writes a part says that it is done, or that they write on (R15e)."""

from datetime import datetime

from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.transitions import record_event
from iqm_coe.texts.models.part import PartRow

SAID = ("done_at", "done_by")


def say(part: PartRow, *, is_done: bool, by: User, at: datetime) -> PartRow:
    """Of a locked part that this person may write: its room has asked. It stops nobody from writing. Raises Refused
    where nothing is written yet.
    """
    if is_done and not part.is_begun:
        raise Refused(_("Nothing is written here yet, so nothing can be done with it."))
    if is_done == (part.done_at is not None):
        return part  # somebody pressed it already
    part.done_at, part.done_by = (at, by) if is_done else (None, None)
    part.save(update_fields=list(SAID))
    record_event(part, "say_done" if is_done else "write_on", by=by, at=at)
    return part
