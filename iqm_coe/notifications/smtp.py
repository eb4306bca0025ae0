"""The line to the mail server: opened anew when it broke, and always sure whether the text of a mail began to go."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

log = structlog.get_logger(__name__)

TEXT_MAY_GO = 354
CLOSING = 421
TOO_LARGE = 552
FOR_GOOD = 500


class Answer(Enum):
    """What is known of one try."""

    TAKEN = "taken"
    NEVER = "never"  # this mail is refused for good
    LATER = "later"  # refused for now; whether for its own sake, the mails around it tell
    AWAY = "away"  # no server took notice of the mail: nothing is said about it
    UNKNOWN = "unknown"  # the line broke after the text had begun to go


@dataclass(frozen=True)
class Outcome:
    """The answer, and the server's words."""

    answer: Answer
    words: str = ""


class _Watched:
    """Calls `before_text` when the server has said that the text may come, and before a byte of it goes."""

    before_text: Callable[[], None] | None = None
    _is_asking = False

    def data(self, msg: "str | ReadableBuffer") -> tuple[int, bytes]:
        self._is_asking = True
        try:
            answer: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]  # smtplib's own, in the classes below
        finally:
            self._is_asking = False
        return answer

    def getreply(self) -> tuple[int, bytes]:
        reply: tuple[int, bytes] = super().getreply()  # type: ignore[misc]  # smtplib's own, in the classes below
        if self._is_asking and reply[0] == TEXT_MAY_GO and self.before_text:
            self.before_text()
        return reply

    def _rset(self) -> None:
        """The refusal is known already: a line that breaks now changes nothing of it, and is opened anew."""
        try:
            self.rset()  # type: ignore[attr-defined]  # smtplib's own, in the classes below
        except OSError as error:  # every error of smtplib is one
            log.info("line_broke_after_an_answer", error=repr(error))
            self.close()  # type: ignore[attr-defined]  # smtplib's own, in the classes below


class WatchedSMTP(_Watched, smtplib.SMTP):
    """Plain or STARTTLS."""


class WatchedSMTPSSL(_Watched, smtplib.SMTP_SSL):
    """TLS from the first byte."""


class WatchedEmailBackend(EmailBackend):
    """Django's own, which can say when a text begins to go, and can be let go of without a word."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return WatchedSMTPSSL if self.use_ssl else WatchedSMTP

    def watch(self, before_text: Callable[[], None]) -> None:
        """Have this called before the next text goes. Raises what opening a line raises."""
        self.open()
        vars(self.connection)["before_text"] = before_text

    def drop(self) -> None:
        """Close the line without waiting for a server that may hang."""
        for name in ("connection", "_partial_connection"):
            line: smtplib.SMTP | None = getattr(self, name)
            if line is not None:
                line.close()
            setattr(self, name, None)


class Line:
    """One pass's line. Servers close after so many mails or after a while: that is found out before a text goes, and
    the same mail goes over a fresh line.
    """

    def __init__(self, connection: BaseEmailBackend) -> None:
        """Nothing is opened yet."""
        self.connection = connection
        self._has_served = False

    def send(self, mail: EmailMessage, *, before_text: Callable[[], None]) -> Outcome:
        """Hand the mail over; `before_text` is called before its text goes, and may raise to hold it back."""
        outcome, is_broken = self._try(mail, before_text)
        if is_broken and self._has_served:
            self._has_served = False
            outcome, is_broken = self._try(mail, before_text)
        self._has_served = not is_broken
        return outcome

    def hang_up(self) -> None:
        """Say goodbye, to whoever still listens."""
        try:
            self.connection.close()
        except OSError as error:
            log.info("goodbye_unheard", error=repr(error))
            self._drop()

    def _drop(self) -> None:
        if isinstance(self.connection, WatchedEmailBackend):
            self.connection.drop()

    def _try(self, mail: EmailMessage, before_text: Callable[[], None]) -> tuple[Outcome, bool]:
        """The outcome, and whether the line is broken; a broken one is closed."""
        has_gone = False

        def mark() -> None:
            nonlocal has_gone
            before_text()
            has_gone = True

        try:
            self._prepare(mark)
        except OSError as error:  # every error of smtplib is one
            self._drop()
            return Outcome(Answer.AWAY, repr(error)), True
        try:
            self.connection.send_messages([mail])
        except OSError as error:
            outcome, is_broken = outcome_of(error, has_gone=has_gone)
            if is_broken:
                self._drop()
            return outcome, is_broken
        except BaseException:
            self._drop()  # the line may wait for a text that does not come
            raise
        return Outcome(Answer.TAKEN), False

    def _prepare(self, mark: Callable[[], None]) -> None:
        if isinstance(self.connection, WatchedEmailBackend):
            self.connection.watch(mark)
        else:
            mark()


def outcome_of(error: OSError, *, has_gone: bool) -> tuple[Outcome, bool]:
    """What an error on an open line says of the mail, and whether the line is broken."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _refused(code, words)
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code >= FOR_GOOD and error.smtp_code != TOO_LARGE:
        return Outcome(
            Answer.AWAY, f"{error.smtp_code} {_text(error.smtp_error)}"
        ), True  # ours to mend, not the mail's
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(Answer.NEVER, repr(error)), False
    if has_gone:
        return Outcome(Answer.UNKNOWN, repr(error)), True
    return Outcome(Answer.AWAY if isinstance(error, TimeoutError) else Answer.LATER, repr(error)), True


def _refused(code: int, words: bytes | str) -> tuple[Outcome, bool]:
    said = f"{code} {_text(words)}"
    if code == CLOSING:
        return Outcome(Answer.AWAY, said), True
    return Outcome(Answer.NEVER if code >= FOR_GOOD else Answer.LATER, said), False


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
