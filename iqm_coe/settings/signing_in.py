"""Who signs in and how: accounts, passwords, second factors, and how often each may be tried."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["iqm_coe.accounts.backends.PersonBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "iqm_coe.accounts.validators.CommonPassword"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:index"

ACCOUNT_ADAPTER = "iqm_coe.notifications.adapter.OutboxAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "iqm_coe.accounts.forms.user.SignupForm"
ACCOUNT_FORMS = {
    "login": "iqm_coe.accounts.forms.sign_in.Login",
    "add_email": "iqm_coe.accounts.forms.sign_in.AddEmail",
    "change_email": "iqm_coe.accounts.forms.sign_in.ChangeEmail",
    "change_password": "iqm_coe.accounts.forms.sign_in.ChangePassword",
    "set_password": "iqm_coe.accounts.forms.sign_in.SetPassword",
    "reset_password": "iqm_coe.accounts.forms.sign_in.ResetPassword",
    "reset_password_from_key": "iqm_coe.accounts.forms.sign_in.ResetPasswordKey",
    "user_token": "iqm_coe.accounts.forms.sign_in.UserToken",
    "reauthenticate": "iqm_coe.accounts.forms.sign_in.Reauthenticate",
    "request_login_code": "iqm_coe.accounts.forms.sign_in.RequestLoginCode",
    "confirm_login_code": "iqm_coe.accounts.forms.sign_in.ConfirmLoginCode",
    "confirm_reauthentication_code": "iqm_coe.accounts.forms.sign_in.ConfirmReauthenticationCode",
    "confirm_email_verification_code": "iqm_coe.accounts.forms.sign_in.ConfirmAddress",
    "confirm_password_reset_code": "iqm_coe.accounts.forms.sign_in.ConfirmPasswordReset",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["mfa", "password"]  # a code by mail proves a mailbox, which may be what was stolen
ACCOUNT_RATE_LIMITS = {
    # As allauth reads them: how many, in what time, counted by what; iqm_coe/accounts/limits.py counts those below.
    "login": "600/m/ip",  # a whole local authority, on the day of a deadline
    "signup": "200/m/ip",
    "reset_password": "200/m/ip",
    "reset_password_here": "5/m/key",  # for one account from one address
    "reset_password_mail": "20/h/key",  # mails to one account; each link is good for an hour
    "reset_password_from_key": "200/m/ip",
    "login_failed": "5/300s/key",  # one account from one address; the codes of one person
    "login_failed_account": "60/h/key",  # one account from everywhere
    "login_failed_address": "200/300s/ip",  # one address at whatever accounts
    "provider": "600/m/ip",  # beginnings at a provider
    "provider_signs_out": "600/m/ip",  # what providers tell us without a browser
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
MFA_ADAPTER = "iqm_coe.accounts.factors.Factors"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# A passkey cannot be guessed; each sign-in asks twice, and a whole local authority stands behind one address.
MFA_RATE_LIMITS = {"webauthn_login": "1200/m/ip"}
MFA_FORMS = {
    "authenticate": "iqm_coe.accounts.forms.sign_in.Authenticate",
    "reauthenticate": "iqm_coe.accounts.forms.sign_in.ReauthenticateFactor",
    "activate_totp": "iqm_coe.accounts.forms.sign_in.ActivateTotp",
    "add_webauthn": "iqm_coe.accounts.forms.sign_in.AddPasskey",
    "edit_webauthn": "iqm_coe.accounts.forms.sign_in.RenamePasskey",
    "authenticate_webauthn": "iqm_coe.accounts.forms.sign_in.AuthenticateByPasskey",
    "login_webauthn": "iqm_coe.accounts.forms.sign_in.SignInByPasskey",
    "reauthenticate_webauthn": "iqm_coe.accounts.forms.sign_in.ReauthenticateByPasskey",
}
MFA_TOTP_ISSUER = "IQM Centres of Excellence"
PROVIDERS_ON_LOOPBACK = False  # a provider at http://localhost is asked: for tests and for trying it out
