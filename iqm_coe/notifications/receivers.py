"""The mail that follows from what accounts announces."""

from datetime import datetime

from django.dispatch import receiver

from iqm_coe.accounts.enums import Emergency
from iqm_coe.accounts.flows.leaver import Outcome
from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.signals import (
    emergency,
    factor_reset_moved,
    iqm_invited,
    iqm_role_ended,
    iqm_role_granted,
    provider_kept,
    provider_linked,
    work_passed_on,
)
from iqm_coe.notifications import emails


@receiver(iqm_invited, dispatch_uid="mail-iqm-invitation")
def mail_iqm_invitation(sender: object, invitation: IqmInvitation, at: datetime, **kwargs: object) -> None:
    emails.iqm_invitation(invitation, at=at)


@receiver(iqm_role_granted, dispatch_uid="mail-iqm-role")
def mail_iqm_role(sender: object, role: IqmRole, at: datetime, **kwargs: object) -> None:
    emails.iqm_role_granted(role, at=at)


@receiver(iqm_role_ended, dispatch_uid="mail-iqm-role-ended")
def mail_iqm_role_ended(sender: object, role: IqmRole, by: User, at: datetime, **kwargs: object) -> None:
    emails.iqm_role_ended(role, by=by, at=at)


@receiver(work_passed_on, dispatch_uid="mail-work-passed-on")
def mail_work_passed_on(
    sender: object, person: User, passed: list[Outcome], by: User, at: datetime, **kwargs: object
) -> None:
    emails.work_passed_on(person, passed, by=by, at=at)


@receiver(emergency, dispatch_uid="mail-emergency")
def mail_emergency(
    sender: object, person: User, what: Emergency, by: User, reason: str, at: datetime, **kwargs: object
) -> None:
    emails.emergency(person, what, by=by, reason=reason, at=at)
    emails.emergency_of_yours(person, what, at=at)


@receiver(factor_reset_moved, dispatch_uid="mail-factor-reset")
def mail_factor_reset(
    sender: object, reset: FactorReset, by: User | None, reason: str, at: datetime, **kwargs: object
) -> None:
    emails.factor_reset(reset, by=by, reason=reason, at=at)
    emails.factor_reset_of_yours(reset, by=by, reason=reason, at=at)


@receiver(provider_kept, dispatch_uid="mail-provider-kept")
def mail_provider_kept(sender: object, provider: Provider, what: str, by: User, at: datetime, **kwargs: object) -> None:
    emails.provider_kept(provider, what, by=by, at=at)


@receiver(provider_linked, dispatch_uid="mail-provider-linked")
def mail_provider_linked(
    sender: object, user: User, provider: Provider, is_linked: bool, at: datetime, **kwargs: object
) -> None:
    emails.provider_linked(user, provider, is_linked=is_linked, at=at)
