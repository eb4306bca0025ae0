from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.addresses import address
from iqm_coe.lib.calling import Called, called
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
        ("membership.centreinvitation", "invite"): _("A school was invited"),
        ("membership.centreinvitation", "accept"): _("The invitation was accepted"),
        ("membership.centreinvitation", "decline"): _("The invitation was declined"),
        ("membership.centreinvitation", "withdraw"): _("The invitation was withdrawn"),
        ("membership.centreinvitation", "lapse"): _("Nobody answered the invitation in time"),
        ("membership.centreinvitation", "name_contact"): _("Somebody was named for the invited school"),
        ("membership.membership", "join"): _("The school joined"),
        ("membership.membership", "confirm"): _("The school was confirmed"),
        ("membership.membership", "hold"): _("The school's place waits for its award"),
        ("membership.membership", "admit"): _("The school was admitted"),
        ("membership.membership", "leave"): _("The school left before the decision"),
        ("membership.membership", "release"): _("The school was released"),
        ("membership.centreaccess", "appoint"): _("Appointed to the Centre"),
        ("membership.centreaccess", "end"): _("No longer appointed to the Centre"),
    }
)

CALLED = called(
    {
        "membership.centre": Called(named="name", address=lambda pk: address("membership:centre", pk)),
    }
)
