"""What people have at schools beside their roles, and what becomes of it when they go."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.leaving import Leaving, Passing, Thing, at_school, leaves
from schools.conditions.leaver import roles_of, why_not
from schools.enums import HEADS, SPEAKERS, SchoolRoleKind
from schools.models.invitation import RoleInvitation
from schools.models.role import SchoolRole


@at_school
def their_invitations(leaver: User, school: int, by: User) -> Iterator[Passing]:
    """An offer stands by the right of whoever made it, which no successor takes on for them (R5u)."""
    asked = (
        RoleInvitation.objects.open().filter(school=school, invited_by=leaver).select_related("school").order_by("pk")
    )
    for invitation in asked:
        stays = _keeps_the_right(leaver, invitation, by)
        words = _("Their invitation to %(email)s as %(role)s")
        told = {"email": invitation.email, "role": invitation.get_kind_display().lower()}
        falls = _("Ends with their right to make it: invite the person again.")
        yield Passing(words % told, _("Stays: they may make it by what stays with them.") if stays else falls)


def _keeps_the_right(leaver: User, invitation: RoleInvitation, by: User) -> bool:
    """Whether a role that does not go with the hand-over, there or at IQM, lets them make this offer still."""
    if IqmRoleKind.STAFF in leaver.iqm_roles:
        return True
    staying = {role.kind for role in roles_of(invitation.school, leaver) if why_not(role, by)}
    giving = {SchoolRoleKind.HEADTEACHER} if invitation.kind in HEADS else set(SPEAKERS)
    return bool(staying & giving)


def _roles(person: int) -> Iterator[Thing]:
    for role in SchoolRole.objects.filter(user=person, ended_at=None).select_related("school").order_by("pk"):
        words = _("Is “%(role)s” of %(school)s") % {"role": role.said, "school": role.school}
        yield Thing(role.pk, words, reverse("schools:people", args=[role.school_id]))


roles_at_schools = leaves(
    Leaving(
        "roles_at_schools",
        _later("Roles at schools"),
        _later("A school says who does it now: “Hand over everything” stands on the page of its people."),
        _roles,
        first=_later("End the role there first."),
    )
)


def _offers(person: int) -> Iterator[Thing]:
    ours = Q(invited_by=person) | Q(succeeds__user=person)
    for offer in RoleInvitation.objects.open().filter(ours).select_related("school").order_by("pk"):
        words = _("Invitation of %(email)s as “%(role)s” of %(school)s")
        told = {"email": offer.email, "role": offer.get_kind_display(), "school": offer.school}
        yield Thing(offer.pk, words % told, reverse("schools:people", args=[offer.school_id]))


offers_of_roles_at_schools = leaves(
    Leaving(
        "offers_of_roles_at_schools",
        _later("Invitations and hand-overs at schools"),
        _later("An invitation falls with the right of whoever made it. Somebody of the school invites again."),
        _offers,
        seen_by=RoleInvitation.objects.visible_to,
    )
)
