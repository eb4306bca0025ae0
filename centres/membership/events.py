from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("membership.centreinvitation", "give_back_days"): _("Its last day was moved, since writing had been stopped"),
        ("membership.centre", "start"): _("Centre started"),
        ("membership.centre", "activate"): _("Centre active"),
        ("membership.centrefreeze", "stop"): _("The writing of the Centre's schools was stopped"),
        ("membership.centrefreeze", "lift"): _("The Centre's schools may write again"),
        ("membership.centre", "abandon"): _("Centre closed"),
        ("membership.centre", "transfer_lead"): _("Lead given to another school"),
    }
)
