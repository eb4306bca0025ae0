"""allauth's way into the product: names are kept, and its mail goes through the outbox like every other."""

from datetime import timedelta
from urllib.parse import urlsplit

from allauth.account import app_settings
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils import timezone

from iqm_coe.accounts import devices
from iqm_coe.accounts.limits import CountedTries
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.proving import ProvedByFactor
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib import letterhead
from iqm_coe.notifications import emails

# How long what these mails bring opens anything.
CODE = timedelta(seconds=app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT)
GOOD_FOR = {
    "account/email/email_confirmation": CODE,
    "account/email/email_confirmation_signup": CODE,
    "account/email/password_reset_key": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
}


def at_our_address(value: object) -> object:
    """A link leads where the settings say: allauth takes the name from the request, and that from whoever asks."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return value
    return settings.SITE_URL.rstrip("/") + urlsplit(value)._replace(scheme="", netloc="").geturl()


class OutboxAccountAdapter(ProvedByFactor, CountedTries):
    """Sign-in mail is confidential: it is emptied once sent, and staff never see its words."""

    def save_user(self, request: SignedInRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "").strip()
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def populate_username(self, request: SignedInRequest, user: User) -> None:
        """There are no user names."""

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return devices.in_words(super().get_http_user_agent(request))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        known = {"email": email, "site_url": settings.SITE_URL, "office": letterhead.office()}
        told = {name: at_our_address(value) for name, value in context.items()}
        mail = self.render_mail(template_prefix, email, {**told, **known})
        at = timezone.now()
        good_until = at + GOOD_FOR[template_prefix] if template_prefix in GOOD_FOR else None
        emails.sign_in(email, subject=mail.subject, text=mail.body, at=at, good_until=good_until)
