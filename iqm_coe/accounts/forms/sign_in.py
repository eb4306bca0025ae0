"""allauth's forms, cleaned like every other: ACCOUNT_FORMS and MFA_FORMS in the settings name these."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter as factor_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkey
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts import arriving, limits, mailbox
from iqm_coe.accounts.enums import TriedStep
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.clean_forms import Cleaned, CleanFormMixin

LONGEST_CREDENTIAL = 20_000  # signs; one with a certificate has some five thousand


def only_way_in_words(provider: Provider) -> str:
    """For whoever tries another."""
    return _("People with this address sign in with %s: use its button on the sign-in page.") % provider.name


class Login(CleanFormMixin, account.LoginForm):
    """A password is looked at also where a provider is the only way: whoever has a role at IQM keeps theirs, and the
    answer tells nobody who that is. `pre_login` keeps out who may not come so.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].initial = mailbox.expected(context.request) or None

    def clean(self) -> Cleaned:
        try:
            cleaned: Cleaned = super().clean()
        except ValidationError as error:
            only = arriving.only_way_for(context.request, self.cleaned_data.get("login", ""))
            raise (ValidationError(only_way_in_words(only), code="only_way") if only else error) from error
        return cleaned


class AddEmail(CleanFormMixin, account.AddEmailForm): ...


class ChangeEmail(CleanFormMixin, account.ChangeEmailForm): ...


class ChangePassword(CleanFormMixin, account.ChangePasswordForm): ...


class SetPassword(CleanFormMixin, account.SetPasswordForm): ...


class ResetPassword(CleanFormMixin, account.ResetPasswordForm):
    """A stranger who asks again and again for somebody else's link neither fills their mailbox nor keeps them from
    asking.
    """

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        only = arriving.only_way_for(context.request, email)
        if only:
            self._send_to_who_is_not_bound(email)
            words = _("%s Whoever of them has a role at IQM gets a link by mail all the same.")
            raise ValidationError(words % only_way_in_words(only), code="only_way")
        if not limits.may(context.request, limits.RESET_HERE, limits.account_here(context.request, email.lower())):
            raise get_adapter().validation_error("rate_limited")
        return email

    def _send_to_who_is_not_bound(self, email: str) -> None:
        """The answer is the same for all of the domain, so it tells nobody who has a role."""
        self.users = [user for user in self.users if Provider.objects.only_way_of(user) is None]
        if self.users and limits.may(context.request, limits.RESET_MAIL, email.lower()):
            self.cleaned_data["email"] = email
            super().save(context.request)

    def save(self, request: HttpRequest, **options: str) -> str:
        email: str = self.cleaned_data["email"]
        if limits.may(request, limits.RESET_MAIL, email.lower()):
            super().save(request, **options)
        return email


class ResetPasswordKey(CleanFormMixin, account.ResetPasswordKeyForm): ...


class UserToken(CleanFormMixin, account.UserTokenForm): ...


class Reauthenticate(CleanFormMixin, account.ReauthenticateForm):
    def clean_password(self) -> str:
        """Nothing is shown by it where a provider stands in its place, whichever page it is sent to."""
        only = Provider.objects.instead_of_password_of(self.user)
        if only:
            raise ValidationError(only_way_in_words(only), code="only_way")
        password: str = super().clean_password()
        return password

    def save(self) -> None:
        """As allauth's own page does, for the form that stands on another one."""
        record_authentication(context.request, self.user, "password", reauthenticated=True)


class RequestLoginCode(CleanFormMixin, account.RequestLoginCodeForm): ...


class ConfirmLoginCode(CleanFormMixin, account.ConfirmLoginCodeForm): ...


class ConfirmReauthenticationCode(CleanFormMixin, account.ConfirmReauthenticationCodeForm): ...


class ConfirmAddress(CleanFormMixin, account.ConfirmEmailVerificationCodeForm): ...


class ConfirmPasswordReset(CleanFormMixin, account.ConfirmPasswordResetCodeForm): ...


class _CodeOfPerson:
    """That codes were too many is kept as well as that one was wrong, which allauth announces."""

    user: User

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of the form beside it
        except ValidationError as error:
            if error.code == "too_many_login_attempts":
                step = TriedStep.FACTOR
                limits.tell_of_failure(context.request, self.user.email, step=step, is_refused=True)
            raise
        return code


class Authenticate(CleanFormMixin, _CodeOfPerson, factor.AuthenticateForm): ...


class ReauthenticateFactor(CleanFormMixin, _CodeOfPerson, factor.ReauthenticateForm): ...


class ActivateTotp(CleanFormMixin, totp.ActivateTOTPForm): ...


def _name_of_passkey() -> forms.CharField:
    return forms.CharField(
        label=_("What to call it"), max_length=60, help_text=_("So that you know it from others: my telephone, say.")
    )


class AddPasskey(CleanFormMixin, passkey.SignupWebAuthnForm):
    """allauth's other form asks whether the key opens the account by itself; ours always do."""

    name = _name_of_passkey()

    def clean_credential(self) -> dict[str, Any]:
        """It is kept whole, so nothing is kept that is longer than a device makes it."""
        if len(self.data["credential"]) > LONGEST_CREDENTIAL:
            raise factor_adapter().validation_error("incorrect_code")
        credential: dict[str, Any] = self.cleaned_data["credential"]
        return credential


class RenamePasskey(CleanFormMixin, passkey.EditWebAuthnForm):
    name = _name_of_passkey()


class AuthenticateByPasskey(CleanFormMixin, passkey.AuthenticateWebAuthnForm): ...


class SignInByPasskey(CleanFormMixin, passkey.LoginWebAuthnForm): ...


class ReauthenticateByPasskey(CleanFormMixin, passkey.ReauthenticateWebAuthnForm): ...
