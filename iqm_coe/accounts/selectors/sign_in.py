"""A person's trail of signing in: what they did, and what failed at their account."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from iqm_coe.accounts import limits
from iqm_coe.accounts.conditions.user import addresses_of
from iqm_coe.accounts.enums import TriedStep
from iqm_coe.accounts.events import OF_SIGNING_IN
from iqm_coe.accounts.models.event import Event, EventOrigin
from iqm_coe.accounts.models.sign_in import FailedTries
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.event_words import in_words
from iqm_coe.lib.lists.table import declared_lists

SHOWN = 50
WITH: dict[str, str | Promise] = {
    "password": gettext_lazy("password"),
    "totp": gettext_lazy("code of the app"),
    "webauthn": gettext_lazy("passkey"),
    "recovery_codes": gettext_lazy("recovery code"),
    "provider": gettext_lazy("single sign-on"),
}


@dataclass(frozen=True)
class Line:
    """One line of the trail: `how` says with what, or who did it; the last two are gone after a year."""

    at: datetime
    what: str
    how: str
    network_address: str
    device: str


def trail(person: User) -> list[Line]:
    """The newest lines about this person; whoever calls has found that they may be read."""
    told = [*_events(person), *_failures(person)]
    return sorted(told, key=lambda line: line.at, reverse=True)[:SHOWN]


def _events(person: User) -> Iterator[Line]:
    of_person = Q(subject_type=User._meta.label_lower, subject_id=person.pk, action__in=OF_SIGNING_IN)
    events = Event.objects.filter(of_person | Q(by=person, action="take_out"))
    for event in events.select_related("by", "origin").order_by("-pk")[:SHOWN]:
        origin: EventOrigin | None = getattr(event, "origin", None)
        address, device = (origin.network_address or "", origin.device) if origin else ("", "")
        yield Line(event.at, in_words(event.subject_type, event.action), _how(event, person), address, device)


def _how(event: Event, person: User) -> str:
    if event.by and event.by != person:
        return _("by %s") % event.by.name
    if "list" in event.facts:
        return _saved_list(event)
    shown = event.facts.get("by", event.facts.get("type", ""))
    return ", ".join(str(WITH.get(one, one)) for one in ([shown] if isinstance(shown, str) else shown))


def _saved_list(event: Event) -> str:
    """Which list was taken out, by its title as long as there is one, and how long it was."""
    route, rows = event.facts["list"], event.facts["rows"]
    title = declared_lists()[route].title if route in declared_lists() else route
    return ngettext("%(list)s, %(n)d row", "%(list)s, %(n)d rows", rows) % {"list": title, "n": rows}


def _failures(person: User) -> Iterator[Line]:
    for row in FailedTries.objects.at_accounts(limits.hashes_of(sorted(addresses_of(person)))).order_by("-last_at")[
        :SHOWN
    ]:
        yield Line(row.last_at, failure_in_words(row), "", row.network_address or "", row.device)


def failure_in_words(row: FailedTries) -> str:
    """How many failed within the hour, and at what."""
    parts = []
    if row.tries:
        if row.step == TriedStep.FACTOR:
            words = ngettext("%d wrong code within the hour", "%d wrong codes within the hour", row.tries)
        elif row.step == TriedStep.PROVIDER:
            words = ngettext(
                "%d failed single sign-on within the hour", "%d failed single sign-ons within the hour", row.tries
            )
        else:
            words = ngettext("%d failed sign-in within the hour", "%d failed sign-ins within the hour", row.tries)
        parts.append(words % row.tries)
    if row.refused:
        words = ngettext("%d refused as too many", "%d refused as too many", row.refused)
        parts.append(words % row.refused)
    return "; ".join(parts)
