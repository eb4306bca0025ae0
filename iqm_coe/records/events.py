"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("records.withdrawal", "withdraw"): _("Content was withdrawn"),
        ("records.hold", "begin"): _("A legal hold began"),
        ("records.hold", "end"): _("A legal hold ended"),
        ("records.export", "ask"): _("An export of all about the person was asked for"),
        ("records.export", "finish"): _("The export was made"),
        ("records.export", "fail"): _("The export could not be made"),
        ("records.export", "clear"): _("The file of the export went"),
        ("records.exportfile", "take_out"): _("An export of all about a person was saved"),
        ("records.certificate", "take_out"): _("The certificate of an erasure was saved"),
        ("accounts.user", "erase"): _("The person was erased"),
    }
)
