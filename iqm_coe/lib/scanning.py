"""Asks a virus scanner about bytes, by ClamAV's protocol (INSTREAM), where one is configured."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings

PATIENCE = 10.0  # seconds, for each word of it
A_PIECE = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """It does not answer, or answers what is no verdict: nothing is known of the bytes."""


def is_configured() -> bool:
    """Whether this installation has a scanner (`CLAMAV`)."""
    return bool(settings.CLAMAV)


def found_in(content: bytes) -> str:
    """What the scanner calls what it found; nothing where it found nothing. Raises ScannerAway."""
    with _line() as line:
        line.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), A_PIECE):
            piece = content[at : at + A_PIECE]
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
        answer = _answer(line)
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")[:200] or "FOUND"
    raise ScannerAway(f"The scanner answered: {answer[:200]!r}")


def answers() -> str:
    """The version it names. Raises ScannerAway."""
    with _line() as line:
        line.sendall(b"zVERSION\0")
        return _answer(line)


@contextmanager
def _line() -> Iterator[socket.socket]:
    """A connection that raises ScannerAway for whatever goes wrong on it."""
    where = urlsplit(settings.CLAMAV)
    is_here = where.scheme == "unix"
    address = where.path if is_here else (where.hostname or "", where.port or 3310)
    try:
        with socket.socket(socket.AF_UNIX if is_here else socket.AF_INET, socket.SOCK_STREAM) as line:
            line.settimeout(PATIENCE)
            line.connect(address)
            yield line
    except OSError as error:
        raise ScannerAway(str(error)) from error


def _answer(line: socket.socket) -> str:
    """Up to the NUL that ends it. A scanner that takes no more of a stream hangs up in the middle."""
    said = b""
    while not said.endswith(b"\0"):
        piece = line.recv(LONGEST_ANSWER)
        if not piece or len(said) > LONGEST_ANSWER:
            raise ScannerAway("The scanner hung up without an answer.")
        said += piece
    return said.rstrip(b"\0\n").decode(errors="replace").strip()
