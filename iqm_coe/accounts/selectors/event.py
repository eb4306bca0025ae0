"""What has happened to a thing, as the pages tell it."""

from django.db.models import Model
from django.utils.translation import gettext as _

from iqm_coe.accounts.enums import OFFICE
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.event_words import in_words

SHOWN = 30
# A decider's own note is for the office alone.
FOR_THE_OFFICE = frozenset({"approve", "override", "waive"})


def told(*subjects: Model, to: User) -> list[dict[str, object]]:
    """The trail of these subjects as the timeline shows it, newest first."""
    is_office = bool(OFFICE & to.iqm_roles)
    events = only_columns(Event.objects.of(*subjects), "by__name", "note__text").order_by("-pk")[:SHOWN]
    return [
        {
            "at": event.at,
            "what": in_words(event.subject_type, event.action),
            "by": event.by.name if event.by else _("The clock"),
            "why": event.reason if is_office or event.action not in FOR_THE_OFFICE else "",
        }
        for event in events
    ]


def asked_because(subject: Model) -> str:
    """The reason in the first event of this subject; nothing where its words were emptied."""
    first = Event.objects.of(subject).select_related("note").order_by("pk").first()
    return first.reason if first else ""


def ended_by(subject: Model) -> Event | None:
    """The last event of this subject, with who it was and what they said: for one that is over, how it ended."""
    return Event.objects.of(subject).select_related("by", "note").order_by("pk").last()
