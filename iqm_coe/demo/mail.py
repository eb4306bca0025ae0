"""Demo mode's mail server: a table that the demo inbox shows."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from iqm_coe.demo.models import DemoMail


class DemoInboxBackend(BaseEmailBackend):
    """Keeps each mail as a row; nothing leaves the machine."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        DemoMail.objects.bulk_create(
            DemoMail(address=address, subject=str(mail.subject), text=str(mail.body), html=_html_of(mail))
            for mail in email_messages
            for address in mail.to
        )
        return len(email_messages)


def _html_of(mail: EmailMessage) -> str:
    return next((text for text, kind in getattr(mail, "alternatives", []) if kind == "text/html"), "")
