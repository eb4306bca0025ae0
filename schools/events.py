"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("schools.schoolfreeze", "stop"): _("The writing of the school was stopped"),
        ("schools.schoolfreeze", "lift"): _("The school may write again"),
        ("schools.registerimport", "take_out"): _("The changes of the register were saved as a file"),
    }
)
