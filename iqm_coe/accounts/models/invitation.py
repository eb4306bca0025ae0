"""An invitation bound to one address: single use, with an end (R5)."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.enums import InvitationState, IqmRoleKind
from iqm_coe.accounts.querysets import InvitationQuerySet
from iqm_coe.lib.constraints import known
from iqm_coe.lib.transitions import Stateful, Transition

OPEN = InvitationState.OPEN


def new_key() -> str:
    """A path segment nobody guesses: 192 bits. Whoever holds it still needs the invited address."""
    return secrets.token_urlsafe(24)


class Invitation(Stateful):
    """Base of the invitations by address: what is offered is the subclass's to say.

    open → accepted | declined | withdrawn | lapsed, and nothing after that.
    """

    email = models.EmailField(_("email address"))
    key = models.CharField(max_length=64, unique=True, default=new_key)
    state = models.CharField(max_length=20, choices=InvitationState.choices, default=OPEN)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    STATES = InvitationState
    TRANSITIONS: ClassVar = {
        "accept": Transition((OPEN,), InvitationState.ACCEPTED, "accounts.answer_invitation"),
        "decline": Transition((OPEN,), InvitationState.DECLINED, "accounts.answer_invitation"),
        "lapse": Transition((OPEN,), InvitationState.LAPSED, None, by_clock=True),
        "fall": Transition((OPEN,), InvitationState.WITHDRAWN, None, by_clock=True),
    }

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("invited_at")), name="%(class)s_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="%(class)s_answered_at_when_closed",
            ),
            known(InvitationState, name="%(class)s_state_known"),
        ]

    def __str__(self) -> str:
        return self.email


class IqmInvitation(Invitation):
    """An offer of a role at IQM, sent by an administrator."""

    kind = models.CharField(_("role"), max_length=20, choices=IqmRoleKind.choices)

    TRANSITIONS: ClassVar = {
        **Invitation.TRANSITIONS,
        "withdraw": Transition((OPEN,), InvitationState.WITHDRAWN, "accounts.manage_roles"),
    }

    class Meta(Invitation.Meta):
        verbose_name = _("invitation to IQM")
        constraints = [
            *Invitation.Meta.constraints,
            models.UniqueConstraint(Lower("email"), "kind", condition=Q(state="open"), name="iqm_invited_once"),
        ]
