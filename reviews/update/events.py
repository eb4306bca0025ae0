"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("update.answer", "say_done"): _("Said to be done by whoever writes it"),
        ("update.answer", "write_on"): _("Opened again by whoever writes it"),
        ("update.review", "remind"): _("Reminded by hand of the update"),
        ("update.review", "more_time"): _("Given more time for the update"),
    }
)
