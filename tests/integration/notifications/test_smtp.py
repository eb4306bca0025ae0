"""A real mail server that accepts, refuses, drops and hangs: each outcome known for what it is, nothing sent twice."""

import asyncio
import socket
import threading
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.smtp import AuthResult

from iqm_coe.notifications.flows import delivery
from iqm_coe.notifications.models.outbox import Delivery
from tests.clock import NOW
from tests.factories.notifications import DeliveryFactory

pytestmark = pytest.mark.django_db


class Server:
    """Keeps what it accepts; `answers` gives a reply to a command instead of the usual one, or ends the line."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.received: list[bytes] = []

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options) -> str:  # noqa: N802 - aiosmtpd asks for it
        if "rcpt" in self.answers:
            return self.answers["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, mail_options) -> str:  # noqa: N802 - aiosmtpd asks for it
        if "mail" in self.answers:
            return self.answers["mail"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd asks for it
        self.received.append(envelope.content)
        answer = self.answers.get("data", "250 OK")
        if answer == "drop":
            server.transport.abort()
        if answer == "hang":
            await asyncio.sleep(3)
        return answer


def settled() -> Delivery:
    return Delivery.objects.get()


@pytest.fixture
def row():
    return DeliveryFactory(subject="Grüße", text="Ærø.\n", html="<p>Ærø.</p>")


@pytest.mark.rule("R40c")
def test_accepted_mail_is_sent_with_its_identity_and_both_parts(smtp, row) -> None:
    server = Server()
    smtp(server)
    assert delivery.deliver_everything_due(lambda: NOW) == 1
    mail = message_from_bytes(server.received[0])
    assert (settled().status, settled().sent_at, settled().attempts) == ("sent", NOW, 1)
    assert mail["Message-ID"] == row.mail_id
    assert [part.get_content_type() for part in mail.get_payload()] == ["text/plain", "text/html"]
    assert "Ærø." in mail.get_payload()[0].get_payload(decode=True).decode()


def test_several_mails_go_over_one_line(smtp) -> None:
    server = Server()
    smtp(server)
    for _number in range(3):
        DeliveryFactory()
    assert delivery.deliver_everything_due(lambda: NOW) == 3
    assert len(server.received) == 3
    assert set(Delivery.objects.values_list("sent_at", flat=True)) == {NOW}


@pytest.mark.parametrize("command", ["rcpt", "mail", "data"])
def test_refusal_for_now_is_queued_again_later(smtp, row, command: str) -> None:
    smtp(Server(**{command: "450 4.2.1 Mailbox busy"}))
    delivery.deliver_everything_due(lambda: NOW)
    assert (settled().status, settled().attempts) == ("queued", 1)
    assert settled().next_attempt_at == NOW + timedelta(minutes=1)
    assert "450" in settled().last_error


@pytest.mark.parametrize("command", ["rcpt", "data"])
def test_refusal_for_good_has_failed(smtp, row, command: str) -> None:
    smtp(Server(**{command: "550 5.1.1 No such mailbox"}))
    delivery.deliver_everything_due(lambda: NOW)
    assert (settled().status, settled().failed_at) == ("failed", NOW)
    assert "No such mailbox" in settled().last_error
    assert delivery.deliver_everything_due(lambda: NOW + timedelta(days=30)) == 0


def test_one_refused_address_does_not_hold_up_the_next_mail(smtp) -> None:
    class Picky(Server):
        async def handle_RCPT(self, server, session, envelope, address, rcpt_options) -> str:  # noqa: N802 - aiosmtpd asks for it
            if address.startswith("bad"):
                return "550 No such mailbox"
            return await super().handle_RCPT(server, session, envelope, address, rcpt_options)

    smtp(Picky())
    DeliveryFactory(address="bad@people.example")
    DeliveryFactory(address="good@people.example")
    delivery.deliver_everything_due(lambda: NOW)
    assert {one.address: one.status.value for one in Delivery.objects.all()} == {
        "bad@people.example": "failed",
        "good@people.example": "sent",
    }


def test_back_off_of_a_refused_mail_grows_and_ends_after_ten_tries(smtp, row) -> None:
    smtp(Server(rcpt="450 4.2.2 Mailbox full"))
    waits, at = [], NOW
    for _attempt in range(10):
        delivery.deliver_everything_due(lambda at=at: at)
        if settled().status == "queued":
            waits.append(settled().next_attempt_at - at)
            assert delivery.deliver_everything_due(lambda: settled().next_attempt_at - timedelta(seconds=1)) == 0
            at = settled().next_attempt_at
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 5, 15, 60, 240, 720, 1440, 1440, 1440]
    assert (settled().status, settled().attempts) == ("failed", 10)


@pytest.mark.rule("R40b")
def test_nobody_at_the_port_is_queued_again(nobody_listens, row) -> None:
    delivery.deliver_everything_due(lambda: NOW)
    assert (settled().status, settled().attempts) == ("queued", 0)
    assert settled().next_attempt_at == NOW + timedelta(seconds=30)
    assert "refused" in settled().last_error.lower()


@pytest.mark.rule("R40f")
def test_line_dropped_after_the_text_is_uncertain_and_not_sent_again(smtp, row) -> None:
    server = Server(data="drop")
    smtp(server)
    delivery.deliver_everything_due(lambda: NOW)
    assert (settled().status, settled().uncertain_at) == ("uncertain", NOW)
    assert delivery.deliver_everything_due(lambda: NOW + timedelta(days=30)) == 0
    assert len(server.received) == 1


@pytest.mark.rule("R40f")
def test_server_that_hangs_after_the_text_is_uncertain(smtp, row) -> None:
    smtp(Server(data="hang"))
    delivery.deliver_everything_due(lambda: NOW)
    assert settled().status == "uncertain"
    assert "timed out" in settled().last_error.lower()


def test_line_dropped_does_not_make_the_next_mail_uncertain(smtp) -> None:
    class DropsOnce(Server):
        async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd asks for it
            self.answers["data"] = "drop" if not self.received else "250 OK"
            return await super().handle_DATA(server, session, envelope)

    smtp(DropsOnce())
    first, second = DeliveryFactory(), DeliveryFactory()
    delivery.deliver_everything_due(lambda: NOW)
    delivery.deliver_everything_due(lambda: NOW + timedelta(minutes=2))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("uncertain", "sent")


@pytest.mark.rule("R40b")
def test_server_that_says_nothing_times_out_and_is_tried_again(nobody_listens, row) -> None:
    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        silent.bind(("127.0.0.1", nobody_listens))
        silent.listen()
        delivery.deliver_everything_due(lambda: NOW)
    assert (settled().status, settled().attempts) == ("queued", 0)


def test_server_that_is_busy_at_the_door_is_tried_again(nobody_listens, row) -> None:
    with socket.socket() as busy:
        busy.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        busy.bind(("127.0.0.1", nobody_listens))
        busy.listen()

        def turn_away() -> None:
            line, _address = busy.accept()
            line.sendall(b"421 Too busy\r\n")
            line.close()

        door = threading.Thread(target=turn_away)
        door.start()
        delivery.deliver_everything_due(lambda: NOW)
        door.join()
    assert settled().status == "queued"


@pytest.mark.rule("R40b")
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # this server is the test's own
def test_wrong_password_for_the_mail_server_fails_no_mail_for_good(smtp, row, settings) -> None:
    """Our own configuration is at fault, not the address: the mail goes once that is mended."""
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "centres", "old word"
    refuse = {"authenticator": lambda *args: AuthResult(success=False, handled=False)}
    smtp(Server(), auth_required=True, auth_require_tls=False, **refuse)
    delivery.deliver_everything_due(lambda: NOW)
    assert settled().status == "queued"
    assert "535" in settled().last_error


@pytest.mark.rule("R40g")
def test_confidential_mail_is_emptied_once_the_server_has_it(smtp) -> None:
    smtp(Server())
    DeliveryFactory(message__is_confidential=True, text="Code ABC-123", html="")
    delivery.deliver_everything_due(lambda: NOW)
    assert (settled().text, settled().html, settled().status) == ("", "", "sent")


def test_confidential_mail_that_did_not_go_keeps_its_words_for_the_next_try(nobody_listens) -> None:
    DeliveryFactory(message__is_confidential=True, text="Code ABC-123", html="")
    delivery.deliver_everything_due(lambda: NOW)
    assert (settled().text, settled().status) == ("Code ABC-123", "queued")
