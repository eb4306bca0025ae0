"""No key of an address stands in a log, whoever writes the line: a reset link or an invitation is for one person."""

import logging
import re

# Invitation keys, and the user and token of a password reset.
KEYS = re.compile(r"(?<=/invitations/)[^/\s]{20,}|(?<=/invitations/iqm/)[^/\s]{20,}|(?<=/reset/key/)[^/\s]+")
MASK = "…"


def masked(text: str) -> str:
    return KEYS.sub(MASK, text)


class Discreet(logging.Filter):
    """Lets every line through, without its keys."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if KEYS.search(said):
            record.msg, record.args = masked(said), ()
        return True
