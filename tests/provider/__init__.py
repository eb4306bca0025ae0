"""A real OpenID Connect provider on loopback (django-oauth-toolkit): a process, a database and settings of its own. It
is at 127.0.0.1 and the product at localhost, which are two sites to a browser.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, build_opener, urlopen

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PROJECT = Path(__file__).resolve().parents[2]
CLIENT, SECRET, PASSWORD = "iqm", "a secret between the two", "a long walk elsewhere"
UP_WITHIN = 30.0


@dataclass(frozen=True)
class Server:
    """The provider, with the key it signs with, so that a test can forge what it never said."""

    issuer: str
    key: str
    process: subprocess.Popen[bytes]

    def tell(self, what: str, **fields: str) -> dict[str, str]:
        """Arrange something over there."""
        root = self.issuer.removesuffix("/o")
        with urlopen(f"{root}/test/{what}/", urlencode(fields).encode(), timeout=10) as answer:
            return json.loads(answer.read())

    def knows(self, email: str, *, name: str = "", is_verified: bool = True) -> str:
        """Somebody has an account there; returns what the provider calls them."""
        return self.tell("person", email=email, name=name, verified="yes" if is_verified else "")["subject"]

    def shuts_out(self, email: str) -> None:
        self.tell("shut", email=email)

    def returns_to(self, address: str) -> None:
        """The one address to which it sends browsers back."""
        self.tell("client", redirect=address)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def visit(opener: OpenerDirector, address: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
    """Where the provider sends the browser next, and the page where it sends it nowhere."""
    try:
        with opener.open(address, urlencode(fields).encode() if fields else None, timeout=10) as answer:
            return "", answer.read().decode()
    except HTTPError as answer:
        return answer.headers.get("Location", ""), answer.read().decode()


def signs_in_at(where: str, email: str) -> str:
    """A browser without pictures goes there, signs in, and comes back: with which address."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()), _Stay())
    root = "/".join(where.split("/")[:3])
    to, page = visit(opener, where)
    for _step in range(6):
        if to and not to.startswith(("/", root)):
            return to
        if to:
            at = to if to.startswith("http") else root + to
            to, page = visit(opener, at)
        else:
            token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
            form = {"username": email, "password": PASSWORD, "csrfmiddlewaretoken": token}
            to, page = visit(opener, at, form)
            if not to:
                return ""
    raise AssertionError(f"The provider leads nowhere: {to} {page[:500]}")


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A provider that lasts as long as the block."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    given = {"PROVIDER_PORT": str(port), "PROVIDER_FOLDER": str(folder), "PROVIDER_KEY": key}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    with (folder / "provider.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.provider.serve"], cwd=PROJECT, env={**kept, **given}, stdout=log, stderr=log
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/test/up/", process, folder)
        yield Server(f"http://127.0.0.1:{port}/o", key, process)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"The provider does not come up: {(folder / 'provider.log').read_text()[-2000:]}")
