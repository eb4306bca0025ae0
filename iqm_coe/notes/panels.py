"""Notes stand on the page of their thing, for those who read them."""

from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.notes.about import reads_notes_of
from iqm_coe.notes.selectors.note import notes_of


@panel("school", order=45)
@panel("centre.aside", order=90)
@panel("application", order=90)
@panel("visit", order=90)
@panel("plan", order=90)
@panel("review", order=90)
@panel("report", order=90)
@panel("invoice", order=90)
def notes(user: User, thing: Model, on: date) -> Panel | None:
    """The last few, who sees to it, and a box to write another."""
    if not reads_notes_of(user, thing):
        return None
    told = {"notes": notes_of(thing, user), "today": on}
    return Panel("notes/_panel.html", told, "notes", _("Notes"))


LAST = 3


@panel("preview", order=90)
def last_notes(user: User, thing: Model, on: date) -> Panel | None:
    """The last few, and the way to write one: a box that is gone with the next line would lose what is typed."""
    if not reads_notes_of(user, thing):
        return None
    return Panel("notes/_in_preview.html", {"notes": notes_of(thing, user, LAST), "today": on})
