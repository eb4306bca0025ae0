"""What is asked of another server: which addresses, how much, and for how long."""

import http.server
import socket
import threading
import time

import pytest

from iqm_coe.lib import fetching
from iqm_coe.lib.fetching import NotFetched, get_json, look_at, post_form


def named(monkeypatch, *addresses: str) -> None:
    """Whatever name is asked for, these are its addresses."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)


@pytest.mark.rule("R44af")
@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.5", "172.16.4.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "224.0.0.1", "ff02::1"),
        *("64:ff9b:1::1", "64:ff9b::a00:1"),
    ],
)
def test_nothing_within_a_private_network_is_asked(monkeypatch, settings, address) -> None:
    settings.PROVIDERS_ON_LOOPBACK = False
    named(monkeypatch, address)
    with pytest.raises(NotFetched, match="private network"):
        look_at("https://ridge.example/")


@pytest.mark.rule("R44af")
def test_one_private_address_among_others_is_enough(monkeypatch, settings) -> None:
    named(monkeypatch, "93.184.216.34", "10.0.0.5")
    with pytest.raises(NotFetched, match="private network"):
        look_at("https://ridge.example/")


@pytest.mark.rule("R44af")
def test_public_address_is_asked_by_https_alone(monkeypatch) -> None:
    named(monkeypatch, "93.184.216.34")
    assert look_at("https://ridge.example/x")[2] == ["93.184.216.34"]
    for wrong in ("http://ridge.example/", "ftp://ridge.example/", "https://a:b@ridge.example/", "https:///", "x"):
        with pytest.raises(NotFetched):
            look_at(wrong)


@pytest.mark.rule("R44af")
def test_loopback_is_asked_only_where_the_settings_say_so(settings) -> None:
    assert look_at("http://127.0.0.1:1/")[1] == 1
    settings.PROVIDERS_ON_LOOPBACK = False
    with pytest.raises(NotFetched):
        look_at("http://127.0.0.1:1/")


class Hostile(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            for _drop in range(100):
                try:
                    self.wfile.write(b" ")
                    time.sleep(0.1)
                except OSError:
                    return
        else:
            said = {"/much": b"[" + b"1," * 200_000, "/words": b"<p>", "/deep": b"[" * 100_000, "/list": b"[1]"}
            self.send_response(404 if self.path == "/gone" else 200)
            self.end_headers()
            self.wfile.write(said.get(self.path, b'{"a": 1}'))

    do_POST = do_GET  # noqa: N815 - the library's own name

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def hostile():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.rule("R44af")
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/elsewhere", "sends us on"),
        ("/much", "far more"),
        ("/words", "no JSON"),
        ("/deep", "no JSON"),
        ("/gone", "not with what was asked"),
    ],
)
def test_answer_that_is_of_no_use_is_said_in_words(hostile, path, words) -> None:
    with pytest.raises(NotFetched, match=words):
        get_json(hostile + path)


def test_answer_is_read_whatever_its_status_where_a_form_was_sent(hostile) -> None:
    assert post_form(f"{hostile}/gone", {"a": "b"}).status == 404
    assert get_json(f"{hostile}/list") == {}
    assert get_json(hostile) == {"a": 1}


@pytest.mark.rule("R44af")
def test_whoever_drips_is_cut_off(hostile, monkeypatch) -> None:
    monkeypatch.setattr(fetching, "AT_MOST", 0.5)
    began = time.monotonic()
    with pytest.raises(NotFetched):
        get_json(f"{hostile}/drip")
    assert time.monotonic() - began < 5


def test_nobody_listens() -> None:
    with pytest.raises(NotFetched, match="does not answer"):
        get_json("http://127.0.0.1:1/")
