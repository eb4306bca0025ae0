"""What we ask of another server whose address a person typed: by https, at a public address of the network, within few
seconds, so many bytes, and without being sent on to another place.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, urlencode, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.errors import Refused

PATIENCE = 5.0  # seconds for each step
AT_MOST = 10.0  # seconds for the whole, however slowly somebody drips
MOST = 256 * 1024  # bytes of an answer
MOST_MACHINES = 3  # of one name that are tried

NAT64, LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48")

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class NotFetched(Refused):
    """There is no answer that we could use; the sentence says why."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Json]


class _Plain(http.client.HTTPConnection):
    """Connects to the address that was looked at, so that a name cannot mean another machine a moment later."""

    def __init__(self, host: str, port: int, *, at: list[str]) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self.at = at
        self.held: socket.socket | None = None  # http.client lets go of its own before the answer is read

    def connect(self) -> None:
        """At the first of them that answers."""
        *others, last = self.at
        for one in others:
            try:
                self.sock = socket.create_connection((one, self.port), PATIENCE)
            except OSError:
                continue  # the next one may answer; the last one says why none did
            break
        else:
            self.sock = socket.create_connection((last, self.port), PATIENCE)
        self.held = self.sock


class _Sealed(_Plain):
    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        self.held = self.sock


def get_json(address: str, headers: Mapping[str, str] | None = None) -> dict[str, Json]:
    """Raises NotFetched, also for an answer that is no success."""
    answer = _asked("GET", address, None, {"Accept": "application/json", **(headers or {})})
    if answer.status != HTTPStatus.OK:
        raise NotFetched(_("The server answered, but not with what was asked for. Check the address."))
    return answer.body


def post_form(address: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
    """Raises NotFetched where nothing comes back that can be read; a refusal is an answer."""
    sent = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
    return _asked("POST", address, urlencode(fields), sent)


def look_at(address: str) -> tuple[SplitResult, int, list[str]]:
    """The address in its parts, with the port and the addresses of the network to connect to. Raises NotFetched."""
    parts = urlsplit(address)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NotFetched(_("This is no address of a server.")) from error
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username or parts.password:
        raise NotFetched(_("The address has to begin with https:// and hold no password."))
    try:
        known = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched(_("There is no server of this name, or nobody could be asked for it.")) from error
    found = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in known]
    on_loopback = settings.PROVIDERS_ON_LOOPBACK and all(one.is_loopback for one in found)
    if parts.scheme != "https" and not on_loopback:
        raise NotFetched(_("The address has to begin with https://."))
    if not on_loopback and not all(_is_public(one) for one in found):
        raise NotFetched(_("This is an address within a private network. Only public servers are asked."))
    return parts, port, list(dict.fromkeys(str(one) for one in found))[:MOST_MACHINES]


def _is_public(one: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """An IPv4 address is the same one written as IPv6, in whichever of the ways that leads to it."""
    if isinstance(one, ipaddress.IPv6Address):
        if one in LOCAL_NAT64:
            return False
        if one in NAT64:
            return _is_public(ipaddress.IPv4Address(int(one) & 0xFFFFFFFF))
        inner = one.ipv4_mapped or one.sixtofour
        return _is_public(inner) if inner else one.is_global and not one.is_multicast
    return one.is_global and not one.is_multicast


@contextmanager
def _within(connection: _Plain) -> Iterator[None]:
    """Whoever drips is cut off."""

    def cut() -> None:
        if connection.held:
            with suppress(OSError):  # it may have ended at this very moment
                connection.held.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(AT_MOST, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        connection.close()


def _asked(method: str, address: str, body: str | None, headers: Mapping[str, str]) -> Answer:
    parts, port, at = look_at(address)
    made = _Sealed if parts.scheme == "https" else _Plain
    connection = made(parts.hostname or "", port, at=at)
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    try:
        with _within(connection):
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            status, read = response.status, response.read(MOST + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotFetched(_("The server does not answer, or not as one that speaks https.")) from error
    if len(read) > MOST:
        raise NotFetched(_("The server answered with far more than was asked for."))
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise NotFetched(_("The server sends us on to another address. Give that one."))
    return Answer(status, _read(read))


def _read(said: bytes) -> dict[str, Json]:
    try:
        body = json.loads(said or b"{}")
    except (ValueError, RecursionError) as error:
        raise NotFetched(_("The server answered with something that is no JSON. Check the address.")) from error
    return body if isinstance(body, dict) else {}
