"""The lists of this room."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import AccountState
from iqm_coe.accounts.filters import EventFilter, PersonFilter
from iqm_coe.lib.lists.columns import Count, Day, Drawn, Instant, Mark, Title, Words
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


class People(ListTable):
    """Everybody with a sign-in, of schools and of IQM."""

    route = "accounts:people"
    title = _("People")
    caption = _("Everybody with a sign-in, by name")
    empty = _("Nobody found")
    empty_text = _("Look at the spelling, or leave a filter out.")
    filters = PersonFilter

    name = Title(_("Name"), "name", to="accounts:person", sort="name")
    email = Words(_("Email address"), "email", sort="email")
    roles = Words(_("Roles at IQM"), "roles_in_words")
    account = Mark(_("Sign-in"), AccountState, sort="account")
    since = Day(_("Here since"), "joined_at", sort="joined_at")
