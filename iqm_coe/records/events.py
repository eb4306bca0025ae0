"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("records.withdrawal", "withdraw"): _("Content was withdrawn"),
        ("records.hold", "begin"): _("A legal hold began"),
        ("records.hold", "end"): _("A legal hold ended"),
    }
)
