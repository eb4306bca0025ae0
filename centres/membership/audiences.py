"""Who reads the mail of a Centre, asked when it goes."""

from django.utils.translation import gettext as _

from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from iqm_coe.notifications.audiences import Receiver, audience
from schools.audiences import school_people, schools_with
from schools.enums import SPEAKERS


@audience("centre_people")
def centre_people(centre: int) -> list[Receiver]:
    """Coordinators and heads of every school that stands in the Centre now."""
    schools = Membership.objects.belonging().filter(centre=centre).values_list("school", flat=True)
    return school_people(list(schools), list(SPEAKERS))


@audience("invited_school")
def invited_school(invitation: int) -> list[Receiver] | None:
    """Whoever answers for the invited school, while the question is open."""
    asked = CentreInvitation.objects.open().filter(pk=invitation).first()
    return school_people([asked.school_id], list(SPEAKERS)) if asked else None


@audience("invited_contact")
def invited_contact(invitation: int) -> list[Receiver] | None:
    """The address that was given of a school at which nobody is, while the question is open; once somebody is there,
    they find it themselves.
    """
    asked = CentreInvitation.objects.open().filter(pk=invitation).select_related("invited_by").first()
    if asked is None or not asked.contact_email or schools_with([asked.school_id], SPEAKERS):
        return None
    why = _("%s gave your address as that of somebody at the school that is invited") % asked.invited_by.name
    return [Receiver(asked.contact_email, why=why, is_newcomer=True)]
