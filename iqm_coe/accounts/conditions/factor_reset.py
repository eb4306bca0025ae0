"""Whether a lost second factor can be set back here."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from iqm_coe.accounts.enums import FACTORS
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.querysets import UserQuerySet
from iqm_coe.accounts.rules import can_consent


def why_not(person: User, *, by: User, at: datetime) -> str:
    """The sentence that stands in the way when this administrator asks; nothing where it can be asked."""
    if not Authenticator.objects.filter(user=person, type__in=FACTORS).exists():
        return _("%s has no second factor, so there is none to set back.") % person.name
    if not others_than(person, by, at=at).exists():
        words = _(
            "Another administrator has to consent, and beside you and %s there is none. Grant the role to a third "
            "person first; where you grant it yourself, three days have to pass. Nothing was changed."
        )
        return words % person.name
    return ""


def others_than(person: User, by: User, *, at: datetime) -> UserQuerySet:
    """The administrators who could consent to what is asked now."""
    roles = can_consent(IqmRole.objects.exclude(user__in=[person.pk, by.pk]), by.pk, at)
    others: UserQuerySet = User.objects.filter(pk__in=roles.values("user"))
    return others
