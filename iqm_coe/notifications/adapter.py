"""allauth's way into the product: names are kept, and its mail goes through the outbox like every other."""

from django.conf import settings
from django.forms import BaseForm
from django.utils import timezone

from iqm_coe.accounts.limits import CountedTries
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.notifications import emails


class OutboxAccountAdapter(CountedTries):
    """Sign-in mail is confidential: it is emptied once sent, and staff never see its words."""

    def save_user(self, request: SignedInRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        user.name = form.cleaned_data.get("name", "").strip()
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def populate_username(self, request: SignedInRequest, user: User) -> None:
        """There are no user names."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        mail = self.render_mail(template_prefix, email, {**context, "email": email, "site_url": settings.SITE_URL})
        emails.sign_in(email, subject=mail.subject, text=mail.body, at=timezone.now())
