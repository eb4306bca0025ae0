"""Who speaks and reads for a school, asked when the mail goes."""

from iqm_coe.accounts.models.user import User
from iqm_coe.notifications.audiences import Receiver, as_receiver, audience, invitee
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole


@audience("school_people")
def school_people(schools: list[int], kinds: list[str]) -> list[Receiver]:
    """Everybody who holds one of these roles at one of these schools now."""
    held = SchoolRole.objects.live().filter(school__in=schools, kind__in=kinds)
    return [as_receiver(user) for user in User.objects.filter(pk__in=held.values("user"))]


@audience("school_invitee")
def school_invitee(invitation: int) -> list[Receiver]:
    """The address invited to a role at a school."""
    return invitee(RoleInvitation.objects.all(), invitation)
