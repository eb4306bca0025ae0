"""What is sent is measured before anything reads or keeps it (A8)."""

import io

import pytest
from django.core.files.uploadhandler import FileUploadHandler
from django.test import Client
from django.urls import reverse
from django.utils.crypto import get_random_string

from iqm_coe.lib.bodies import ANONYMOUS, OF_A_FILE, ORDINARY
from iqm_coe.web import bodies
from tests import scene
from tests.documents import upload

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R44z")]
LOGIN = "/accounts/login/"
BOUNDARY = "wall"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n"
).encode()


class Sent(io.RawIOBase):
    """A body of so many bytes that is never there whole; it counts what was read, and of it the largest piece."""

    def __init__(self, size: int) -> None:
        self.left, self.read_so_far, self.largest = size, 0, 0

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size is None or size < 0 else min(size, self.left)
        piece = (HEAD if self.read_so_far == 0 else b"").ljust(wanted, b"a")[:wanted]
        self.left, self.read_so_far, self.largest = (
            self.left - wanted,
            self.read_so_far + wanted,
            max(self.largest, wanted),
        )
        return piece


@pytest.fixture
def spooled(monkeypatch) -> list[str]:
    """Each file that any handler of uploads began to keep."""
    kept = []
    begin = FileUploadHandler.new_file

    def watched(handler, field_name, *told, **more):
        kept.append(field_name)
        return begin(handler, field_name, *told, **more)

    monkeypatch.setattr(FileUploadHandler, "new_file", watched)
    return kept


def posted(client: Client, path: str, size: int, **more: str):
    """The answer to a form of this size with a file in it, and the body as it was read."""
    sent = Sent(size)
    environ = {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}", "CONTENT_LENGTH": str(size), **more}
    return client.post(path, **{"wsgi.input": sent, **environ}), sent


@pytest.mark.parametrize(
    ("path", "size"),
    [(LOGIN, 120 * 1024**2), (LOGIN, ANONYMOUS + 1), ("/nowhere/", ANONYMOUS + 1), ("/schools/register/", 3 * 1024**2)],
)
def test_a_stranger_sends_little_whatever_the_address(path, size, spooled):
    answer, sent = posted(Client(), path, size)

    assert (answer.status_code, spooled) == (413, [])
    assert (answer["Connection"], answer["Cache-Control"]) == ("close", "private, no-store")
    assert "takes no file and no very long text" in answer.text
    assert f'href="{path}"' in answer.text
    assert sent.read_so_far == min(size, bodies.DRAINED_OF_STRANGERS)
    assert sent.largest <= bodies.PIECE


def test_a_forged_session_counts_as_a_stranger(client, settings, spooled):
    client.cookies[settings.SESSION_COOKIE_NAME] = get_random_string(32)

    answer, _sent = posted(client, "/schools/register/", ORDINARY)

    assert (answer.status_code, spooled) == (413, [])


def test_whoever_is_signed_in_sends_files_only_where_files_are_taken(spooled):
    played = scene.active()
    client = Client()
    client.force_login(played.lead.coordinator)
    lodge = reverse("year:lodge_plan", args=[played.plan().pk])

    ordinary, sent = posted(client, "/you/", ORDINARY + 1)
    too_large, _sent = posted(client, lodge, OF_A_FILE + 1)

    assert (ordinary.status_code, too_large.status_code, spooled) == (413, 413, [])
    assert "larger than the 2.5 MB that this page takes" in ordinary.text
    assert "larger than the 25 MB that this page takes" in too_large.text
    assert "make it smaller" in too_large.text
    assert sent.read_so_far == ORDINARY + 1
    assert client.post(lodge, {"file": upload(), "note": ""}).status_code == 302


def test_a_body_that_does_not_say_its_length_is_not_read(spooled):
    answer, sent = posted(Client(), LOGIN, 30 * 1024**2, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")

    assert (answer.status_code, spooled) == (413, [])
    assert "does not say how large it is" in answer.text
    assert sent.read_so_far == bodies.DRAINED_OF_STRANGERS


def test_what_never_ends_is_read_for_so_long_and_no_longer(monkeypatch):
    monkeypatch.setattr(bodies, "SECONDS", 0)

    _answer, sent = posted(Client(), LOGIN, 120 * 1024**2)

    assert sent.read_so_far == 0


def test_whoever_goes_away_while_sending_leaves_no_error(monkeypatch):
    monkeypatch.setattr(Sent, "read", lambda sent, size=-1: (_ for _ in ()).throw(ConnectionResetError()))

    assert posted(Client(), LOGIN, 120 * 1024**2)[0].status_code == 413


def test_a_text_whose_session_ended_is_still_handed_back():
    answer = Client().post("/schools/register/", {"note": "Two words. " * 20_000})

    assert answer.status_code == 401
    assert "Two words." in answer.text
