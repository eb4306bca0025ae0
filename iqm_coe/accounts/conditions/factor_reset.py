"""Whether a lost second factor can be set back here."""

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from iqm_coe.accounts.enums import FACTORS, IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.querysets import UserQuerySet


def why_not(person: User, *, by: User) -> str:
    """The sentence that stands in the way when this administrator asks; nothing where it can be asked."""
    if not Authenticator.objects.filter(user=person, type__in=FACTORS).exists():
        return _("%s has no second factor, so there is none to set back.") % person.name
    if not others_than(person, by).exists():
        words = _(
            "Another administrator has to consent, and beside you and %s there is none. Grant the role to a third "
            "person first. Nothing was changed."
        )
        return words % person.name
    return ""


def others_than(person: User, by: User) -> UserQuerySet:
    """The administrators who could consent."""
    others: UserQuerySet = User.objects.holding(IqmRoleKind.ADMINISTRATOR).exclude(pk__in=[person.pk, by.pk])
    return others
