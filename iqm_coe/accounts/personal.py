"""What accounts keep of a person: all that says who they are, how they sign in, and the trail."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts import limits
from iqm_coe.accounts.models.event import EventNote, EventOrigin
from iqm_coe.accounts.models.factor_reset import FactorReset
from iqm_coe.accounts.models.invitation import IqmInvitation
from iqm_coe.accounts.models.provider import ProviderLink
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.sign_in import FailedTries, SignIn
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.personal import (
    Erasing,
    Obstacle,
    Subject,
    Told,
    erases,
    named,
    nobody_s_address,
    personal,
    stands_in_the_way,
    untold,
)

PERSON = User._meta.label_lower


def _about(subject: Subject, event: str = "") -> Q:
    return Q(**{f"{event}subject_type": PERSON, f"{event}subject_id": subject.pk})


PERSONAL = personal(
    {
        "accounts.User": Told(
            found=lambda subject: Q(pk=subject.pk), without=("password", "last_login", "sessions_ended")
        ),
        "account.EmailAddress": Told(own=("user",)),
        "mfa.Authenticator": Told(own=("user",), without=("data",)),
        "accounts.IqmRole": Told(own=("user",), acted=("granted_by", "ended_by")),
        "accounts.IqmInvitation": Told(
            acted=("invited_by",), without=("key",), found=lambda subject: subject.at("email")
        ),
        "accounts.FactorReset": Told(own=("person",), acted=("asked_by",)),
        "accounts.SignIn": Told(own=("user",), without=("session_key", "provider_session")),
        "accounts.ProviderLink": Told(own=("user",), where=("provider__name",)),
        "accounts.FailedTries": Told(
            found=lambda subject: Q(account__in=limits.hashes_of(sorted(subject.addresses))), without=("account",)
        ),
        "accounts.Event": Told(own=("by",), found=_about),
        "accounts.EventNote": Told(
            own=("event__by",), where=("event__at", "event__action"), found=lambda subject: _about(subject, "event__")
        ),
        "accounts.EventOrigin": Told(
            own=("event__by",), where=("event__at", "event__action"), found=lambda subject: _about(subject, "event__")
        ),
    }
)
UNTOLD = untold({"account.EmailConfirmation": "a code, until it is used"})


@stands_in_the_way
def invitations_to_iqm(subject: Subject) -> Iterator[Obstacle]:
    """An open one would bring the person back."""
    for invitation in IqmInvitation.objects.open().filter(subject.at("email")):
        yield Obstacle(
            _now("An invitation to the role “%s” at IQM is open. Withdraw it first.") % invitation.get_kind_display(),
            reverse("accounts:withdraw_invitation", args=[invitation.pk]),
        )


@erases(_("Name, telephone, time zone and password"))
def who_they_are(erasing: Erasing) -> int:
    """The row stays, so that everything still has somebody; nobody signs in to it."""
    person: User = User.objects.select_for_update().get(pk=erasing.subject.pk)
    person.email, person.name, person.phone = erasing.address, erasing.pseudonym, ""
    person.time_zone, person.is_active, person.passkey_put_off_at = "Europe/London", False, None
    person.last_login = None
    person.sessions_ended += 1
    person.set_unusable_password()
    person.save()
    return 1


@erases(_("Email addresses"))
def addresses(erasing: Erasing) -> int:
    return _gone(EmailAddress.objects.filter(user=erasing.subject.pk).delete(), EmailAddress)


@erases(_("Second factors and passkeys"))
def factors(erasing: Erasing) -> int:
    return _gone(Authenticator.objects.filter(user=erasing.subject.pk).delete(), Authenticator)


@erases(_("Sessions and their devices"))
def sessions(erasing: Erasing) -> int:
    rows = SignIn.objects.filter(user=erasing.subject.pk)
    Session.objects.filter(session_key__in=rows.values("session_key")).delete()
    return _gone(rows.delete(), SignIn)


@erases(_("Links to providers of single sign-on"))
def links(erasing: Erasing) -> int:
    return _gone(ProviderLink.objects.filter(user=erasing.subject.pk).delete(), ProviderLink)


@erases(_("From where they signed in"))
def origins(erasing: Erasing) -> int:
    of_them = Q(event__by=erasing.subject.pk) | _about(erasing.subject, "event__")
    return _gone(EventOrigin.objects.filter(of_them).delete(), EventOrigin)


@erases(_("Tries that failed at their account"))
def failures(erasing: Erasing) -> int:
    rows = FailedTries.objects.at_accounts(limits.hashes_of(sorted(erasing.subject.addresses)))
    return _gone(rows.delete(), FailedTries)


@erases(_("Notes in the trail that are about them alone"))
def notes(erasing: Erasing) -> int:
    """Why something was done to them, also to their roles at IQM."""
    roles = IqmRole.objects.filter(user=erasing.subject.pk).values("pk")
    resets = FactorReset.objects.filter(person=erasing.subject.pk).values("pk")
    about = _about(erasing.subject, "event__")
    for model, rows in ((IqmRole, roles), (FactorReset, resets)):
        about |= Q(event__subject_type=model._meta.label_lower, event__subject_id__in=rows)
    emptied: int = EventNote.objects.filter(about).exclude(text="").update(text="")
    return emptied


@erases(_("Addresses of invitations to IQM"))
def invited(erasing: Erasing) -> int:
    rows = IqmInvitation.objects.filter(erasing.subject.at("email"))
    changed: int = rows.update(email=nobody_s_address(erasing))
    return changed


named("accounts.EventNote", ("text",), lambda subject: Q(event__by=subject.pk))


def _gone(deleted: tuple[int, dict[str, int]], model: type) -> int:
    """How many of this kind, without what went with them."""
    return deleted[1].get(model._meta.label, 0)  # type: ignore[attr-defined]  # a model
