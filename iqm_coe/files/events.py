"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("files.scan", "clear"): _("A file was found to be clean"),
        ("files.scan", "find"): _("Something was found in a file"),
        ("files.scan", "let_go"): _("A file was let go that nobody could look at"),
    }
)
