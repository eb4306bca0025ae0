"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("reports.factualcheck", "give_back_days"): _("The day to answer was moved, since writing had been stopped"),
        ("reports.factualcheck", "remind"): _("Reminded by hand of the answer about the facts"),
        ("reports.factualcheck", "more_time"): _("Given more time to answer about the facts"),
        ("reports.report", "remind"): _("The assessor was reminded by hand"),
        ("reports.report", "more_time"): _("The assessor was given more time"),
        ("reports.packfile", "take_out"): _("An evidence pack was saved as a file"),
        ("reports.report", "issue_without"): _("Issued anew without content that was withdrawn"),
    }
)
