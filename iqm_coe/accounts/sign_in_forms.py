"""allauth's forms, cleaned like every other: ACCOUNT_FORMS and MFA_FORMS in the settings name these."""

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp

from iqm_coe.lib.clean_forms import CleanFormMixin


class Login(CleanFormMixin, account.LoginForm): ...


class AddEmail(CleanFormMixin, account.AddEmailForm): ...


class ChangeEmail(CleanFormMixin, account.ChangeEmailForm): ...


class ChangePassword(CleanFormMixin, account.ChangePasswordForm): ...


class SetPassword(CleanFormMixin, account.SetPasswordForm): ...


class ResetPassword(CleanFormMixin, account.ResetPasswordForm): ...


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
