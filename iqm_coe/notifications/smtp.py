"""Django's SMTP backend that also knows whether the text of a mail had been handed over when the line broke."""

import smtplib
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend


class _Watched:
    """Remembers that DATA has begun; from there on the outcome of a broken line is unknown."""

    handed_over = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.handed_over = True
        answer: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]  # smtplib's own, in the classes below
        return answer


class WatchedSMTP(_Watched, smtplib.SMTP):
    """Plain or STARTTLS."""


class WatchedSMTPSSL(_Watched, smtplib.SMTP_SSL):
    """TLS from the first byte."""


class WatchedEmailBackend(EmailBackend):
    """`handed_over` says whether the last mail's text had begun to go when sending ended."""

    handed_over = False

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return WatchedSMTPSSL if self.use_ssl else WatchedSMTP

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.handed_over = False
        if self.connection is not None:
            vars(self.connection)["handed_over"] = False
        self.open()
        line = self.connection
        try:
            return super().send_messages(email_messages) or 0
        finally:
            self.handed_over = bool(getattr(line, "handed_over", False))
