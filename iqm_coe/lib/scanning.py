"""Asks a virus scanner about bytes, by ClamAV's protocol (INSTREAM), where one is configured."""

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings

PATIENCE = 20.0  # seconds, for all of it; somebody waits for the page
LONG_PATIENCE = 300.0  # of the round that looks at what waits
A_PIECE = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """It does not answer, or answers what is no verdict: nothing is known of the bytes."""


def is_configured() -> bool:
    """Whether this installation has a scanner (`CLAMAV`)."""
    return bool(settings.CLAMAV)


def found_in(content: bytes, *, patience: float | None = None) -> str:
    """What the scanner calls what it found; nothing where it found nothing. Raises ScannerAway, also where it takes
    longer than so many seconds for all of it.
    """
    with _line(patience or PATIENCE) as line:
        line.say(b"zINSTREAM\0")
        for at in range(0, len(content), A_PIECE):
            piece = content[at : at + A_PIECE]
            line.say(struct.pack("!L", len(piece)) + piece)
        line.say(struct.pack("!L", 0))
        answer = line.answer()
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")[:200] or "FOUND"
    raise ScannerAway(f"The scanner answered: {answer[:200]!r}")


def answers() -> str:
    """The version it names. Raises ScannerAway."""
    with _line(PATIENCE) as line:
        line.say(b"zVERSION\0")
        return line.answer()


class _Line:
    """A connection whose every step ends by one instant."""

    def __init__(self, connected: socket.socket, until: float) -> None:
        self.connected, self.until = connected, until

    def say(self, words: bytes) -> None:
        self._bound()
        self.connected.sendall(words)

    def answer(self) -> str:
        """Up to the NUL that ends it. A scanner that takes no more of a stream hangs up in the middle."""
        said = b""
        while not said.endswith(b"\0"):
            self._bound()
            piece = self.connected.recv(LONGEST_ANSWER)
            if not piece or len(said) > LONGEST_ANSWER:
                raise ScannerAway("The scanner hung up without an answer.")
            said += piece
        return said.rstrip(b"\0\n").decode(errors="replace").strip()

    def _bound(self) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise ScannerAway("The scanner took too long.")
        self.connected.settimeout(left)


@contextmanager
def _line(patience: float) -> Iterator[_Line]:
    """A connection that raises ScannerAway for whatever goes wrong on it."""
    where = urlsplit(settings.CLAMAV)
    is_here = where.scheme == "unix"
    address = where.path if is_here else (where.hostname or "", where.port or 3310)
    try:
        with socket.socket(socket.AF_UNIX if is_here else socket.AF_INET, socket.SOCK_STREAM) as connected:
            connected.settimeout(patience)
            line = _Line(connected, time.monotonic() + patience)
            connected.connect(address)
            yield line
    except OSError as error:
        raise ScannerAway(str(error)) from error
