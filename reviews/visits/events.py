"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.addresses import address
from iqm_coe.lib.calling import Called, called
from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("visits.finding", "save"): _("A finding was written on"),
        ("visits.targetjudgement", "judge"): _("A target of the last year was judged"),
        ("visits.visitedreview", "note"): _("Notes of the day were written"),
        ("visits.accreditation", "accredit"): _("An assessor was accredited"),
        ("visits.accreditation", "withdraw"): _("An accreditation was withdrawn"),
        ("visits.visit", "appoint"): _("An assessor was asked to visit"),
        ("visits.visit", "accept"): _("The assessor accepted"),
        ("visits.visit", "decline"): _("The assessor declined"),
        ("visits.visit", "agree"): _("The day of the visit was agreed"),
        ("visits.visit", "fix"): _("The day of the visit was fixed by IQM"),
        ("visits.visit", "hold"): _("The visit was held"),
        ("visits.visit", "finish"): _("The visit was finished"),
        ("visits.visit", "cancel"): _("The visit was cancelled"),
        ("visits.visit", "waive"): _("A known conflict of interest was waived"),
        ("visits.visit", "assessor_left"): _("The assessor left"),
        ("visits.visit", "let_go_on"): _("The assessor was let go on"),
        ("visits.visit", "remind"): _("The assessor was reminded by hand"),
        ("visits.visit", "write_agenda"): _("The agenda was written"),
        ("visits.dateround", "propose"): _("Days were proposed"),
        ("visits.dateround", "accept"): _("A day was accepted"),
        ("visits.dateround", "decline"): _("All days were declined"),
        ("visits.dateround", "counter"): _("Other days were proposed"),
        ("visits.dateround", "drop"): _("The proposed days were no longer needed"),
        ("visits.developmentplan", "begin"): _("The plan for development was begun"),
        ("visits.developmentplan", "agree"): _("One side agreed the plan for development"),
        ("visits.developmentplan", "take_back"): _("A signature under the plan for development was taken back"),
        ("visits.developmentplan", "seal"): _("The plan for development was agreed"),
    }
)
CALLED = called(
    {
        "visits.visit": Called(
            year="year__number",
            named="year__centre__name",
            address=lambda pk: address("visits:visit", pk),
        )
    }
)
