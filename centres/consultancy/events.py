from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("consultancy.consultancycall", "log"): _("A call was logged"),
        ("consultancy.consultancygrant", "give"): _("Minutes were given"),
        ("consultancy.ledgerentry", "correct"): _("An entry was corrected"),
    }
)
