"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words
from iqm_coe.lib.facts import code_words

EVENTS = event_words(
    {
        ("reports.report", "save"): _("The report was written on"),
        ("reports.factualcheck", "give_back_days"): _("The day to answer was moved, since writing had been stopped"),
        ("reports.factualcheck", "remind"): _("Reminded by hand of the answer about the facts"),
        ("reports.factualcheck", "more_time"): _("Given more time to answer about the facts"),
        ("reports.report", "remind"): _("The assessor was reminded by hand"),
        ("reports.report", "more_time"): _("The assessor was given more time"),
        ("reports.packfile", "take_out"): _("A review pack was saved as a file"),
        ("reports.report", "issue_without"): _("Issued anew without content that was withdrawn"),
        ("reports.report", "begin"): _("The report was begun"),
        ("reports.report", "send"): _("The draft went to the quality check"),
        ("reports.report", "finish"): _("IQM finished the draft for the assessor"),
        ("reports.report", "pass"): _("The report went to the school for its facts"),
        ("reports.report", "pass_again"): _("The corrections were accepted"),
        ("reports.report", "send_back"): _("The draft was sent back"),
        ("reports.report", "confirm"): _("The school confirmed the facts"),
        ("reports.report", "dispute"): _("The school sent corrections"),
        ("reports.report", "accept_silence"): _("Nobody answered about the facts in time"),
        ("reports.report", "issue"): _("The report was issued"),
        ("reports.factualcheck", "send"): _("The school was asked about the facts"),
        ("reports.factualcheck", "confirmed"): _("The facts were confirmed"),
        ("reports.factualcheck", "corrections"): _("Corrections were sent"),
        ("reports.factualcheck", "silence"): _("The time to answer about the facts was over"),
        ("reports.sealedreport", "seal"): _("The report was sealed"),
        ("reports.sealedreport", "print"): _("The sealed report was printed"),
        ("reports.pack", "ask"): _("A review pack was asked for"),
        ("reports.pack", "finish"): _("A review pack was made"),
    }
)

CODES = code_words({"reports:report": _("The report")})
