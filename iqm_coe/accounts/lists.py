"""The lists of this room."""

from collections.abc import Mapping
from html import escape

from django.db.models import Model
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import AccountState
from iqm_coe.accounts.filters import EventFilter, PersonFilter
from iqm_coe.accounts.selectors.event import Told
from iqm_coe.lib.addresses import address
from iqm_coe.lib.lists.columns import Count, Day, Drawn, Instant, Title, Words
from iqm_coe.lib.lists.states import Mark
from iqm_coe.lib.lists.table import ListTable

MOST_OF_FACTS = 160  # signs


def _line(row: Model, beside: Mapping[str, object]) -> Told | None:
    """An event as the page tells it."""
    told = beside.get("told")
    return told.get(row.pk) if isinstance(told, dict) else None


def _what(row: Model, beside: Mapping[str, object]) -> str:
    """What happened, and its details."""
    line = _line(row, beside)
    return " · ".join(filter(None, (line.what, line.facts))) if line else ""


def _about(row: Model, beside: Mapping[str, object]) -> str:
    line = _line(row, beside)
    return f"{capfirst(line.kind)}: {line.about}" if line else ""


def _who(row: Model, beside: Mapping[str, object]) -> str:
    line = _line(row, beside)
    return (line.event.by.name if line.event.by else _now("The clock")) if line else ""


def _what_drawn(row: Model, beside: Mapping[str, object]) -> SafeString:
    line = _line(row, beside)
    if line is None:
        return SafeString()
    facts = Truncator(line.facts).chars(MOST_OF_FACTS) if len(line.facts) > MOST_OF_FACTS else line.facts
    details = f' <span class="hint">{escape(facts)}</span>' if facts else ""
    return mark_safe(f"{escape(line.what)}{details}")  # noqa: S308 - all that is said is escaped


def _about_drawn(row: Model, beside: Mapping[str, object]) -> SafeString:
    """The thing, and the way to its own trail, but on a page that is of one thing."""
    line = _line(row, beside)
    if line is None:
        return SafeString()
    event, name = line.event, escape(line.about)
    thing = f'<a href="{escape(line.url)}">{name}</a>' if line.url else name
    about = f"{escape(capfirst(line.kind))}: {thing}"
    if line.has_a_trail and not beside.get("is_of_one"):
        trail = escape(f"{address('accounts:audit')}?thing={event.subject_type}.{event.subject_id}")
        words = f'{escape(_now("Its trail"))}<span class="visually-hidden"> {name}</span>'
        about = f'{about} <a class="hint" href="{trail}">{words}</a>'
    return mark_safe(about)  # noqa: S308 - all that is said is escaped


def _who_drawn(row: Model, beside: Mapping[str, object]) -> SafeString:
    line = _line(row, beside)
    by = line.event.by if line else None
    words = escape(by.name if by else _now("The clock"))
    drawn = f'<a href="{escape(address("accounts:person", by.pk))}">{words}</a>' if by else words
    return mark_safe(drawn)  # noqa: S308 - all that is said is escaped


class Audit(ListTable):
    """What was done, with the things by their names; their kind and number are columns by themselves."""

    route = "accounts:audit"
    permission = "accounts.read_audit"
    title = _("Audit")
    lead = _("Everything that changed, by whom and when. Nobody can edit or delete a line.")
    caption = _("Events, newest first")
    empty = _("No such event")
    empty_text = _("Whatever changes stands here from that moment on.")
    filters = EventFilter
    narrowed_beside = ("by", "thing")

    at = Instant(_("When"), "at", sort="pk")
    what = Drawn(_("What"), _what_drawn, is_title=True, says=_what)
    about = Drawn(_("About"), _about_drawn, says=_about)
    who = Drawn(_("Who"), _who_drawn, sort="by__name", says=_who)
    moved = Words(_("From, to"), "moved")
    reason = Words(_("Why"), "reason")
    kind = Words(_("Kind of thing"), "subject_name", at_first=False)
    number = Count(_("Its number"), "subject_id", at_first=False)


class People(ListTable):
    """Everybody with a sign-in, of schools and of IQM."""

    route = "accounts:people"
    permission = "accounts.read_audit"
    title = _("People")
    caption = _("Everybody with a sign-in, by name")
    empty = _("Nobody found")
    empty_text = _("Everybody stands here as soon as they have a sign-in.")
    filters = PersonFilter

    name = Title(_("Name"), "name", to="accounts:person", sort="name")
    email = Words(_("Email address"), "email", sort="email")
    roles = Words(_("Roles at IQM"), "roles_in_words")
    account = Mark(_("Sign-in"), AccountState, sort="account")
    since = Day(_("Here since"), "joined_at", sort="joined_at")
