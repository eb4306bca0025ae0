"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("reports.factualcheck", "give_back_days"): _("The day to answer was moved, since writing had been stopped"),
        ("reports.packfile", "take_out"): _("An evidence pack was saved as a file"),
        ("reports.report", "issue_without"): _("Issued anew without content that was withdrawn"),
    }
)
