"""An invitation to a role at a school, bound to one address (R5)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import InvitationState
from iqm_coe.accounts.models.invitation import Invitation
from iqm_coe.lib.transitions import Transition
from schools.enums import SchoolRoleKind
from schools.models.role import SchoolRole
from schools.models.school import School
from schools.querysets import RoleInvitationQuerySet
from schools.stopping import Silence, binds_by_silence


class RoleInvitation(Invitation):
    """An offer of one role at one school. With `succeeds`, accepting it is a hand-over: the old role ends with it."""

    school = models.ForeignKey(School, models.PROTECT, related_name="role_invitations")
    kind = models.CharField(_("role"), max_length=20, choices=SchoolRoleKind.choices)
    authority = models.CharField(_("authority"), max_length=300, blank=True)
    passes_all = models.BooleanField(
        default=False, help_text=_("With it goes all that whoever it succeeds has at the school (R5u).")
    )
    until = models.DateField(_("last day"), null=True, blank=True)
    succeeds = models.ForeignKey(SchoolRole, models.PROTECT, null=True, related_name="hand_overs")

    objects: ClassVar = RoleInvitationQuerySet.as_manager()

    TRANSITIONS: ClassVar = {
        **Invitation.TRANSITIONS,
        "withdraw": Transition((InvitationState.OPEN,), InvitationState.WITHDRAWN, "schools.withdraw_invitation"),
    }

    class Meta(Invitation.Meta):
        verbose_name = _("invitation to a school")
        constraints = [
            *Invitation.Meta.constraints,
            models.UniqueConstraint(
                Lower("email"), "school", "kind", condition=Q(state="open"), name="school_role_invited_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["delegate", "acting_head"]) | ~Q(authority=""),
                name="school_delegate_invited_with_authority",
            ),
            models.CheckConstraint(
                condition=Q(passes_all=False) | Q(succeeds__isnull=False), name="school_hand_over_of_all_from_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(kind="acting_head") | Q(until__isnull=False), name="school_acting_head_invited_until_a_day"
            ),
        ]


SILENCE = binds_by_silence(Silence(RoleInvitation.objects.open, "school", "invited_at", "expires_at"))
