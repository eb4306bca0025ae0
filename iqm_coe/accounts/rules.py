"""Who may do what in accounts."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import Q

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.invitation import Invitation
from iqm_coe.accounts.models.provider import ProviderLink
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.sign_in import SignIn
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.querysets import IqmRoleQuerySet
from iqm_coe.lib.permissions import Predicate, anyone_of, declare

OLD_ENOUGH = timedelta(days=3)


def anybody(user: User, subject: object) -> bool:
    """Whoever is signed in."""
    return True


def is_staff(user: User, subject: object) -> bool:
    """Holds the staff role at IQM now."""
    return IqmRoleKind.STAFF in user.iqm_roles


def is_administrator(user: User, subject: object) -> bool:
    """Holds the administrator role at IQM now."""
    return IqmRoleKind.ADMINISTRATOR in user.iqm_roles


def is_finance(user: User, subject: object) -> bool:
    """Holds the role of finance admin at IQM now."""
    return IqmRoleKind.FINANCE in user.iqm_roles


def is_adviser(user: User, subject: object) -> bool:
    """Holds the role of adviser at IQM now."""
    return IqmRoleKind.ADVISER in user.iqm_roles


def is_assessor(user: User, subject: object) -> bool:
    """Holds the role of assessor at IQM now."""
    return IqmRoleKind.ASSESSOR in user.iqm_roles


is_office = anyone_of(is_staff, is_administrator)


def kinds_of_whoever(*rules: Predicate) -> list[IqmRoleKind]:
    """The roles at IQM of which one is enough for any of these rules, which ask for nothing else."""

    def holds(kind: IqmRoleKind) -> bool:
        person = User()
        person.iqm_roles = frozenset({kind})
        return any(rule(person, None) for rule in rules)

    return [kind for kind in IqmRoleKind if holds(kind)]


def is_addressed(user: User, invitation: Invitation) -> bool:
    """The invitation went to an address that this person has proved (R5)."""
    proved = EmailAddress.objects.filter(user=user, verified=True)
    return bool(proved.filter(email=invitation.email.lower()).exists())


def has_proved_address(user: User, subject: object) -> bool:
    """Has shown that the address of the account is theirs."""
    return bool(EmailAddress.objects.filter(user=user, verified=True, email=user.email.lower()).exists())


def is_self(user: User, subject: object) -> bool:
    """The person is looking at themselves."""
    return isinstance(subject, User) and subject.pk == user.pk


def owns_session(user: User, session: SignIn) -> bool:
    """It is one of the person's own."""
    return session.user_id == user.pk


def owns_link(user: User, link: ProviderLink) -> bool:
    """It opens the person's own account."""
    return link.user_id == user.pk


def manages_roles_of(user: User, subject: object) -> bool:
    """Administrators grant and end roles, never their own (R48)."""
    person = getattr(subject, "user", subject)
    return is_administrator(user, subject) and person != user


def consents_to_factor_reset(user: User, reset: FactorReset) -> bool:
    """A second administrator: neither whoever asked nor the person whose factor it is, and one when it was asked; made
    so by whoever asked only if that was days before, of which all administrators read (R48).
    """
    if user.pk in {reset.asked_by_id, reset.person_id}:
        return False
    return can_consent(IqmRole.objects.filter(user=user), reset.asked_by_id, reset.asked_at).exists()


def can_consent(roles: IqmRoleQuerySet, asked_by: int, asked_at: datetime) -> IqmRoleQuerySet:
    """Those of these roles whose holders can consent to what was asked then."""
    held = roles.live().filter(kind=IqmRoleKind.ADMINISTRATOR, granted_at__lte=asked_at, user__is_active=True)
    return held.filter(~Q(granted_by=asked_by) | Q(granted_by=None) | Q(granted_at__lte=asked_at - OLD_ENOUGH))


def refuses_factor_reset(user: User, reset: FactorReset) -> bool:
    """Whoever could consent, and the person themselves, who may never have asked."""
    return consents_to_factor_reset(user, reset) or user.pk == reset.person_id


def asked_for_factor_reset(user: User, reset: FactorReset) -> bool:
    """Takes it back, as long as they hold the role in which they asked."""
    return is_administrator(user, reset) and user.pk == reset.asked_by_id


PERMISSIONS = declare(
    {
        "accounts.manage_roles": manages_roles_of,
        "accounts.follow_leavers": is_office,
        "accounts.act_in_emergency": manages_roles_of,
        "accounts.consent_to_factor_reset": consents_to_factor_reset,
        "accounts.refuse_factor_reset": refuses_factor_reset,
        "accounts.withdraw_factor_reset": asked_for_factor_reset,
        "accounts.change_settings": is_administrator,
        "accounts.read_audit": is_administrator,
        "accounts.answer_invitation": is_addressed,
        "accounts.edit_person": is_self,
        "accounts.end_session": owns_session,
        "accounts.keep_providers": is_administrator,
        "accounts.unlink_provider": owns_link,
    }
)
