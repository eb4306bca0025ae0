"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words(
    {
        ("schools.roleinvitation", "give_back_days"): _("Its last day was moved, since writing had been stopped"),
        ("schools.joining", "give_back_days"): _("Its last day was moved, since writing had been stopped"),
        ("schools.schoolfreeze", "stop"): _("The writing of the school was stopped"),
        ("schools.schoolfreeze", "lift"): _("The school may write again"),
        ("schools.schoolrole", "set_end"): _("The last day of a role was set"),
        ("schools.joining", "ask"): _("Asked to join the school"),
        ("schools.joining", "accept"): _("The request to join was accepted"),
        ("schools.joining", "decline"): _("The request to join was declined"),
        ("schools.joining", "withdraw"): _("The request to join was taken back"),
        ("schools.joining", "lapse"): _("Nobody answered the request to join in time"),
        ("schools.registerimport", "take_out"): _("The changes of the register were saved as a file"),
    }
)
