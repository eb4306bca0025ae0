"""Why a file is not taken. Known without Django, so that the process which opens files begins at once."""

from enum import StrEnum, auto


class Reason(StrEnum):
    """One for each sentence in `words.py`."""

    NOT_TAKEN = auto()
    OLD_OFFICE = auto()
    HEIC = auto()
    DAMAGED = auto()
    LOCKED = auto()
    TWO_IN_ONE = auto()
    TOO_MUCH = auto()
    TOO_MANY_PAGES = auto()
    # of a PDF
    NO_PAGES = auto()
    SCRIPT = auto()
    ACTION = auto()
    OPENS_MORE = auto()
    ATTACHMENT = auto()
    MEDIA = auto()
    XFA = auto()
    # of an office document
    MACROS = auto()
    TEMPLATE = auto()
    EMBEDDED = auto()
    CONTROL = auto()
    FROM_ELSEWHERE = auto()
    OTHER_WORKBOOK = auto()
    STRANGE_LINK = auto()
    STRANGE_PARTS = auto()
    # of a picture
    TOO_LARGE_A_PICTURE = auto()
    MOVING = auto()


class Unfit(Exception):
    """The file is not taken, and why; the detail is a few words of the file's own."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail
