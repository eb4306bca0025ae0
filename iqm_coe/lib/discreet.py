"""No key of an address stands in a log, whoever writes the line: a reset link or an invitation is for one person. Nor
does what somebody searches for, which may be the name of a person.
"""

import logging
import re

# Invitation keys and what proves a mailbox, the user and token of a password reset, the words of a search; these also
# where a way back repeats the address.
KEYS = re.compile(
    r"(?<=/invitations/)[^/\s]{20,}|(?<=/invitations/iqm/)[^/\s]{20,}|(?<=/reset/key/)[^/\s]+"
    r"|(?<=[?&]proof=)[^&\s\"']+|(?<=%3Fproof%3D)[^&\s\"']+"
    r"|(?<=[?&]q=)[^&\s\"']+|(?<=%3Fq%3D)[^&\s\"']+|(?<=%26q%3D)[^&\s\"']+"
)
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
