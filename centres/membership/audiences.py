"""Who reads the mail of a Centre, asked when it goes."""

from centres.membership.models.invitation import CentreInvitation
from centres.membership.models.membership import Membership
from iqm_coe.notifications.audiences import Receiver, audience
from schools.audiences import school_people
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
