"""The lists of this room."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.filters import EventFilter
from iqm_coe.lib.lists.columns import Count, Drawn, Instant, Words
from iqm_coe.lib.lists.table import ListTable


class Audit(ListTable):
    """What was done: on the page with the things by their names, in a file by kind and number."""

    route = "accounts:audit"
    title = _("Audit")
    lead = _("Everything that changed, by whom and when. Nobody can edit or delete a line.")
    caption = _("Events, newest first")
    empty = _("No such event")
    filters = EventFilter

    at = Instant(_("When"), "at", sort="pk")
    what = Drawn(_("What"), "accounts/event/_what.html", path="what", is_title=True)
    about = Drawn(_("About"), "accounts/event/_about.html")
    who = Drawn(_("Who"), "accounts/event/_who.html", path="by.name", sort="by__name")
    moved = Words(_("From, to"), "moved")
    reason = Words(_("Why"), "reason")
    kind = Words(_("Kind of thing"), "subject_name", at_first=False)
    number = Count(_("Its number"), "subject_id", at_first=False)
