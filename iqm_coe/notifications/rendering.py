"""Turns a message and a receiver into subject, text and HTML."""

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from iqm_coe.lib import letterhead
from iqm_coe.lib.cleaning import one_line
from iqm_coe.notifications.audiences import Receiver
from iqm_coe.notifications.models.outbox import Message


def preview(kind: str, context: Mapping[str, object], *, to: str) -> dict[str, str]:
    """The mail as a confirm page shows it before it is written: `to`, `subject` and `body`."""
    told = {**context, **_frame(_anybody())}
    body = render_to_string(f"emails/{kind}_message.txt", told).strip()
    return {"to": to, "subject": _subject(kind, told), "body": body}


def previewed_subject(kind: str, context: Mapping[str, object]) -> str:
    """Its subject alone."""
    return _subject(kind, {**context, **_frame(_anybody())})


def _anybody() -> Receiver:
    return Receiver(address="", name=_("(their name)"))


def _subject(kind: str, told: Mapping[str, object]) -> str:
    """One line."""
    return " ".join(render_to_string(f"emails/{kind}_subject.txt", told).split())


def _frame(receiver: Receiver) -> dict[str, object]:
    """What every mail says beside its own words: to whom, where the site is, and how IQM is reached."""
    addressed = replace(receiver, name=one_line(receiver.name))  # whatever the row holds, a name is one line
    return {"receiver": addressed, "site_url": settings.SITE_URL, "office": letterhead.office()}


def rendered(message: Message, receiver: Receiver) -> dict[str, str]:
    """`subject`, `text` and `html` in the receiver's own time zone; the subject is one line."""
    context: dict[str, object] = {**message.context, **_frame(receiver)}
    family = f"emails/{message.kind}"
    with timezone.override(ZoneInfo(receiver.time_zone)):
        return {
            "subject": _subject(message.kind, context)[:250],
            "text": render_to_string(f"{family}_message.txt", context).strip() + "\n",
            "html": render_to_string(f"{family}_message.html", context).strip(),
        }
