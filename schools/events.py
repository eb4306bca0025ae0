"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.addresses import address
from iqm_coe.lib.calling import Called, called
from iqm_coe.lib.event_words import event_words


def _school(pk: int) -> str:
    return address("schools:school", pk)


def _people(school: int) -> str:
    return address("schools:people", school)


EVENTS = event_words(
    {
        ("schools.school", "add"): _("A school was added by hand"),
        ("schools.award", "record"): _("An award was recorded"),
        ("schools.award", "amend"): _("An award was corrected"),
        ("schools.award", "withdraw"): _("An award was withdrawn"),
        ("schools.schoolrole", "grant"): _("A role at the school was given"),
        ("schools.schoolrole", "end"): _("A role at the school ended"),
        ("schools.schoolrole", "give_title"): _("The title of a role was set"),
        ("schools.roleinvitation", "invite"): _("Invited to a role at the school"),
        ("schools.roleinvitation", "accept"): _("The invitation to a role at the school was accepted"),
        ("schools.roleinvitation", "decline"): _("The invitation to a role at the school was declined"),
        ("schools.roleinvitation", "withdraw"): _("The invitation to a role at the school was withdrawn"),
        ("schools.roleinvitation", "lapse"): _("Nobody answered the invitation to a role at the school in time"),
        ("schools.roleinvitation", "fall"): _(
            "The invitation to a role at the school fell, since who invited may do so no longer"
        ),
        ("schools.roleinvitation", "prove_address"): _(
            "The link of the invitation to a role at the school was opened and confirmed"
        ),
        ("schools.headchange", "look_at"): _("The office looked at a change of the head"),
        ("schools.registerimport", "hand_in"): _("A file of the register was handed in"),
        ("schools.registerimport", "read"): _("A file of the register was read in"),
        ("schools.registerimport", "fail"): _("A file of the register could not be read in"),
        ("schools.registerimport", "cancel"): _("The reading of a file of the register was called off"),
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

CALLED = called(
    {
        "schools.school": Called(named="name", address=_school),
        "schools.award": Called(school="school", address=_school, leads_to="school_id"),
        "schools.schoolrole": Called(school="school", named="user__name", address=_people, leads_to="school_id"),
        "schools.roleinvitation": Called(school="school", address=_people, leads_to="school_id"),
        "schools.joining": Called(school="school", named="user__name", address=_people, leads_to="school_id"),
        "schools.headchange": Called(school="school", address=_people, leads_to="school_id"),
        "schools.schoolfreeze": Called(school="school", address=_school, leads_to="school_id"),
        "schools.registerimport": Called(named="file_name", address=lambda pk: address("schools:reading", pk)),
    }
)
