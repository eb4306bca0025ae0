from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.models.invitation import CentreInvitation
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.worklist import Line, offer
from schools.enums import SPEAKERS, SchoolRoleKind
from schools.models.role import SchoolRole
from schools.querysets import writes_at
from schools.rules import speaks_somewhere


@kept()
def _invitations_to_schools_of(user: User) -> QuerySet[CentreInvitation]:
    return CentreInvitation.objects.open().filter(writes_at("school_id", user, *SPEAKERS)).for_list()


@offer(to=speaks_somewhere)
def invitations_to_my_school(user: User, on: date) -> Iterator[Line]:
    """Questions that whoever speaks for a school answers."""
    for invitation in _invitations_to_schools_of(user):
        yield Line(
            reason=_("%(lead)s invites %(school)s to join %(centre)s")
            % {
                "lead": invitation.centre.lead_school.name,
                "school": invitation.school.name,
                "centre": invitation.centre.name,
            },
            url=reverse("membership:invitation", args=[invitation.pk]),
            action=_("Answer"),
            since=invitation.invited_at,
            due_on=london_date(invitation.expires_at),
            waiting=invitation.centre.lead_school.name,
            context=invitation.school.name,
        )


@kept()
def _invited_with_nobody() -> QuerySet[CentreInvitation]:
    speakers = SchoolRole.objects.live().filter(school=OuterRef("school_id"), kind__in=SPEAKERS)
    return CentreInvitation.objects.open().filter(~Exists(speakers)).for_list()


@offer(to=is_staff, shared_by=is_staff)
def invited_schools_with_nobody(user: User, on: date) -> Iterator[Line]:
    """For staff: a school is invited to a Centre and nobody speaks for it here yet."""
    for invitation in _invited_with_nobody():
        asked = {"kind": SchoolRoleKind.COORDINATOR, "email": invitation.contact_email}
        page = f"{reverse('schools:invite', args=[invitation.school_id])}?{urlencode(asked)}"
        yield Line(
            reason=_("%(school)s is invited to %(centre)s, and nobody speaks for it here")
            % {"school": invitation.school.name, "centre": invitation.centre.name},
            url=page,
            key=f"{page}#{invitation.pk}",
            action=_("Invite its coordinator"),
            since=invitation.invited_at,
            due_on=london_date(invitation.expires_at),
            waiting=invitation.centre.lead_school.name,
            context=invitation.school.name,
            of=("schools.school", invitation.school_id),
        )
