from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("year.plan", "lodge"): _("Lodged"),
        ("year.plan", "accept"): _("Accepted by IQM"),
        ("year.plan", "return"): _("Returned by IQM"),
        ("year.plan", "remind"): _("Reminded by hand"),
        ("year.plan", "more_time"): _("Given more time"),
        ("year.plan", "name_school"): _("Another school named to lodge it"),
    }
)
