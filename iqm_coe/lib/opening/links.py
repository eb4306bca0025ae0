"""Where a link inside a file may lead: to a page or an address, never to a file, a share or a program."""

import re

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
PLAIN_SCHEMES = {"http", "https", "mailto", "tel", "ftp"}
BLANK = re.compile(r"[\x00-\x20]+")  # readers pass over these in an address


def is_plain(target: str) -> bool:
    """Whether following it opens a page or writes a mail; an address within the file is plain too."""
    bare = BLANK.sub("", target)
    if bare.startswith(("\\\\", "//")):
        return False
    scheme = SCHEME.match(bare)
    return scheme is None or scheme[1].lower() in PLAIN_SCHEMES
