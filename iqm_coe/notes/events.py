"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("notes.note", "write"): _("A note was written"),
        ("notes.followup", "set"): _("Somebody sees to it"),
        ("notes.followup", "take_back"): _("It was taken back who sees to it"),
        ("notes.followup", "see_to"): _("It was looked at again"),
    }
)
