"""What may stand behind an option, checked before anything is set up: the standard library only."""

import re
from argparse import ArgumentTypeError


def port(text: str) -> int:
    """A number that a port may have."""
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise ArgumentTypeError(f"{text!r} is no port: a port is a number from 1 to 65535, as in --port 8001")
    return int(text)


def address(text: str) -> str:
    """A mail address in its plain form; Django looks at it more closely."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        raise ArgumentTypeError(f"{text!r} is no mail address: it looks like name@example.org")
    return text
