"""An invitation to a school to join a forming Centre (R8)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.membership.enums import CentreInvitationState
from centres.membership.models.centre import Centre
from centres.membership.querysets.invitation import CentreInvitationQuerySet
from iqm_coe.lib.constraints import known
from iqm_coe.lib.transitions import Stateful, Transition
from schools.models.school import School
from schools.stopping import Silence, binds_by_silence

OPEN = CentreInvitationState.OPEN


class CentreInvitation(Stateful):
    """One question to one school. It answers for itself; silence lapses; the lead school may take it back."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="invitations")
    school = models.ForeignKey(School, models.PROTECT, related_name="centre_invitations")
    state = models.CharField(max_length=20, choices=CentreInvitationState.choices, default=OPEN)
    contact_email = models.EmailField(_("email of somebody at that school"), blank=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = CentreInvitationQuerySet.as_manager()

    STATES = CentreInvitationState
    TRANSITIONS: ClassVar = {
        "accept": Transition((OPEN,), CentreInvitationState.ACCEPTED, "membership.answer_invitation", _("Say yes")),
        "decline": Transition((OPEN,), CentreInvitationState.DECLINED, "membership.answer_invitation", _("Say no")),
        "withdraw": Transition((OPEN,), CentreInvitationState.WITHDRAWN, "membership.lead", _("Withdraw")),
        "lapse": Transition((OPEN,), CentreInvitationState.LAPSED, None, by_clock=True),
    }

    class Meta:
        verbose_name = _("invitation to a Centre")
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "school"], condition=Q(state="open"), name="school_invited_once_to_a_centre"
            ),
            known(CentreInvitationState, name="centre_invitation_state_known"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="centre_invitation_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="centre_invitation_answered_at_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre} → {self.school}"


SILENCE = binds_by_silence(Silence(CentreInvitation.objects.open, "school", "invited_at", "expires_at"))
