"""One mail to whoever asks, past the outbox: to see that the server takes it, and that it arrives."""

import time

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from iqm_coe.operations.proving import Unproved


def is_sent_by_a_server() -> bool:
    """Whether the settings name one: otherwise a mail is kept on this machine, as the demo does."""
    return isinstance(get_connection(), EmailBackend)


def send(address: str) -> float:
    """Hand it over now; the seconds that took. Raises Unproved with the server's words."""
    begun = time.monotonic()
    mail = EmailMessage(
        subject=_("A trial of the mail server"),
        body=_("You asked for this mail on the doctor's page of %s. It has arrived, so mail goes.") % settings.SITE_URL,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except OSError as error:  # every error of smtplib is one
        raise Unproved(str(error)) from error
    return time.monotonic() - begun
