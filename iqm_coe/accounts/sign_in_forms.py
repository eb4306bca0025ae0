"""allauth's forms, cleaned like every other: ACCOUNT_FORMS and MFA_FORMS in the settings name these."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from django.http import HttpRequest

from iqm_coe.accounts import limits
from iqm_coe.lib.clean_forms import CleanFormMixin


class Login(CleanFormMixin, account.LoginForm): ...


class AddEmail(CleanFormMixin, account.AddEmailForm): ...


class ChangeEmail(CleanFormMixin, account.ChangeEmailForm): ...


class ChangePassword(CleanFormMixin, account.ChangePasswordForm): ...


class SetPassword(CleanFormMixin, account.SetPasswordForm): ...


class ResetPassword(CleanFormMixin, account.ResetPasswordForm):
    """A stranger who asks again and again for somebody else's link neither fills their mailbox nor keeps them from
    asking.
    """

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if not limits.may(context.request, limits.RESET_HERE, limits.account_here(context.request, email.lower())):
            raise get_adapter().validation_error("rate_limited")
        return email

    def save(self, request: HttpRequest, **options: str) -> str:
        email: str = self.cleaned_data["email"]
        if limits.may(request, limits.RESET_MAIL, email.lower()):
            super().save(request, **options)
        return email


class ResetPasswordKey(CleanFormMixin, account.ResetPasswordKeyForm): ...


class UserToken(CleanFormMixin, account.UserTokenForm): ...


class Reauthenticate(CleanFormMixin, account.ReauthenticateForm): ...


class RequestLoginCode(CleanFormMixin, account.RequestLoginCodeForm): ...


class ConfirmLoginCode(CleanFormMixin, account.ConfirmLoginCodeForm): ...


class ConfirmAddress(CleanFormMixin, account.ConfirmEmailVerificationCodeForm): ...


class ConfirmPasswordReset(CleanFormMixin, account.ConfirmPasswordResetCodeForm): ...


class Authenticate(CleanFormMixin, factor.AuthenticateForm): ...


class ReauthenticateFactor(CleanFormMixin, factor.ReauthenticateForm): ...


class ActivateTotp(CleanFormMixin, totp.ActivateTOTPForm): ...
