"""Which kinds of file are taken, told by their bytes, and how each is opened."""

from dataclasses import dataclass

import filetype

from iqm_coe.lib.opening import document, office, picture
from iqm_coe.lib.opening.reasons import Reason, Unfit

PDF = "application/pdf"
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word and Excel of before 2007, and those with a password
HEIC = {"image/heic", "image/heif", "image/avif"}


@dataclass(frozen=True)
class Opened:
    """What a file is, and the bytes that are kept of it."""

    content_type: str
    content: bytes


def opened_here(content: bytes) -> Opened:
    """Opens the file in this process. Raises Unfit."""
    if content.startswith(ZIP):
        return Opened(office.look_at(content), content)
    if document.begins_like_one(content):
        document.look_at(content)
        return Opened(PDF, content)
    if content.startswith(OLE):
        raise Unfit(Reason.OLD_OFFICE)
    guessed = filetype.guess(content)
    kind = guessed.mime if guessed else ""
    if kind in HEIC:
        raise Unfit(Reason.HEIC)
    if kind not in picture.FORMATS:
        raise Unfit(Reason.NOT_TAKEN)
    return Opened(kind, picture.drawn_anew(content, kind))
