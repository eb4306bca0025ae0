"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words
from iqm_coe.lib.facts import code_words

EVENTS = event_words(
    {
        ("update.answer", "say_done"): _("A part was marked done"),
        ("update.answer", "write_on"): _("A part was opened again"),
        ("update.review", "remind"): _("Reminded by hand of the update"),
        ("update.review", "more_time"): _("Given more time for the update"),
        ("update.review", "send"): _("The update was declared and sent"),
        ("update.review", "ask_head"): _("The head was asked to declare the update"),
        ("update.review", "record"): _("The record of the visit was finished"),
        ("update.review", "move_deadline"): _("The day of the update moved with the visit"),
        ("update.answer", "give"): _("An element was given to somebody, or back"),
        ("update.answer", "add_link"): _("A link was added to an element"),
        ("update.answer", "remove_link"): _("A link was taken from an element"),
        ("update.answer", "add_file"): _("A file was added to an element"),
        ("update.answer", "remove_file"): _("A file was taken from an element"),
        ("update.answer", "save"): _("An element was written on"),
        ("update.target", "add"): _("A target was added"),
        ("update.target", "change"): _("A target was changed"),
        ("update.target", "remove"): _("A target was taken out"),
        ("update.target", "put_back"): _("A target was put back"),
    }
)

CODES = code_words({"update:read": _("The update, to read through")})
