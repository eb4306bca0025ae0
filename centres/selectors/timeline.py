"""What has happened to a Centre or its application, as the pages tell it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iqm_coe.accounts.models import Event, User
from iqm_coe.lib.permissions import may
from iqm_coe.lib.rows import with_only


def told(*subjects: Any, to: User) -> list[dict[str, Any]]:
    """The trail of these subjects as the timeline shows it, newest first; a decider's note is for the office alone."""
    is_office = may(to, "centres.list_applications")
    told_of = with_only(Event.objects.of(*subjects), "by__name", "note__text").order_by("-pk")[:30]
    return [
        {
            "at": event.at,
            "what": event_words(event),
            "by": event.by.name if event.by else _("The clock"),
            "why": event.reason if is_office or event.action not in FOR_THE_OFFICE else "",
        }
        for event in told_of
    ]


FOR_THE_OFFICE = frozenset({"approve", "override"})

EVENT_WORDS = {
    ("centres.centre", "start"): gettext_lazy("Centre started"),
    ("centres.centre", "activate"): gettext_lazy("Centre active"),
    ("centres.centre", "abandon"): gettext_lazy("Centre closed"),
    ("centres.centre", "transfer_lead"): gettext_lazy("Lead given to another school"),
    ("centres.application", "start"): gettext_lazy("Application begun"),
    ("centres.application", "send"): gettext_lazy("Application sent to IQM"),
    ("centres.application", "request_changes"): gettext_lazy("Changes requested"),
    ("centres.application", "approve"): gettext_lazy("Application approved"),
    ("centres.application", "decline"): gettext_lazy("Application declined"),
    ("centres.application", "withdraw"): gettext_lazy("Application withdrawn"),
    ("centres.plan", "lodge"): gettext_lazy("Lodged"),
    ("centres.plan", "accept"): gettext_lazy("Accepted by IQM"),
    ("centres.plan", "return"): gettext_lazy("Returned by IQM"),
    ("centres.plan", "name_school"): gettext_lazy("Another school named to lodge it"),
    ("centres.application", "override"): gettext_lazy("Decided by an administrator with a written reason"),
    ("centres.charge", "raise"): gettext_lazy("Annual payment raised"),
    ("centres.charge", "price"): gettext_lazy("Priced"),
    ("centres.charge", "invoice"): gettext_lazy("Invoiced"),
    ("centres.charge", "waive"): gettext_lazy("Waived"),
    ("centres.invoice", "issue"): gettext_lazy("Invoice issued"),
    ("centres.payment", "record"): gettext_lazy("Payment recorded"),
    ("centres.payment", "allocate"): gettext_lazy("Used for a line"),
    ("centres.payment", "take_back"): gettext_lazy("Taken back from a line"),
}


def event_words(event: Event) -> str:
    """What happened, in words."""
    words = EVENT_WORDS.get((event.subject_type, event.action))
    return str(words) if words else event.action.replace("_", " ").capitalize()
