"""A page as somebody takes it away: its words in their order, from which PDF and Word are both made."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, TypeAlias

from django.utils.text import slugify
from django.utils.translation import gettext as _

from iqm_coe.lib.dates import LONDON, london_date
from iqm_coe.lib.templatetags.words import long_date, short_date

NOWHERE = "content-withdrawn.invalid"  # where an address led whose content was withdrawn
LONGEST_NAME = 80  # signs of the name of a file, before its day


@dataclass(frozen=True)
class Heading:
    """A heading of the page; the title of the whole is of level 1."""

    words: str
    level: int = 2
    template: ClassVar = "pdf/handout/_heading.html"


@dataclass(frozen=True)
class Line:
    """A sentence of ours."""

    words: str
    template: ClassVar = "pdf/handout/_line.html"


@dataclass(frozen=True)
class Label:
    """What the text that follows is, where the page has no heading for it."""

    words: str
    template: ClassVar = "pdf/handout/_label.html"


@dataclass(frozen=True)
class Written:
    """What somebody wrote, as they typed it; its upper headings are of this level."""

    text: str
    level: int = 3
    template: ClassVar = "pdf/handout/_written.html"


@dataclass(frozen=True)
class Item:
    """A line of a list: a link leads somewhere, a file is named and nothing more."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Listed:
    """A list without numbers."""

    items: tuple[Item, ...]
    template: ClassVar = "pdf/handout/_listed.html"


@dataclass(frozen=True)
class Facts:
    """A table of two columns: what a fact is, and what it says."""

    rows: tuple[tuple[str, str], ...]
    template: ClassVar = "pdf/handout/_facts.html"


@dataclass(frozen=True)
class Grid:
    """A table; the first cell of a row is its header."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    template: ClassVar = "pdf/handout/_grid.html"


Part: TypeAlias = Heading | Line | Label | Written | Listed | Facts | Grid


@dataclass(frozen=True)
class Handout:
    """One page to take away: whose it is, how it stands, when it was taken, and all that it says."""

    title: str
    whose: str
    state: tuple[str, ...]  # sentences
    taken_at: datetime
    parts: tuple[Part, ...]

    @property
    def copy_words(self) -> str:
        """That it is a copy, taken then."""
        words = _(
            "A copy, taken on %(day)s at %(time)s in London. It is not a sealed report; what counts is what stands on "
            "the website."
        )
        return words % self._taken

    @property
    def foot(self) -> str:
        """The same in the few words that are no prose: what stands in the foot of a page is read aloud to nobody."""
        return _("Copy, %(day)s %(time)s · not sealed") % {**self._taken, "day": short_date(self._day)}

    @property
    def file_name(self) -> str:
        """Without its ending."""
        return f"{slugify(self.title)[:LONGEST_NAME].strip('-')} {self._day.isoformat()}"

    @property
    def _day(self) -> date:
        return london_date(self.taken_at)

    @property
    def _taken(self) -> dict[str, str]:
        return {"day": long_date(self._day), "time": f"{self.taken_at.astimezone(LONDON):%H:%M}"}


def texts_of(handout: Handout) -> list[str]:
    """All that people wrote in it."""
    return [part.text for part in handout.parts if isinstance(part, Written)]


def written(text: str, level: int = 3) -> tuple[Part, ...]:
    """What somebody wrote; a dash where they wrote nothing, as the pages have it."""
    return (Written(text, level),) if text else (Line("–"),)


def labelled(label: str, text: str, level: int = 4) -> tuple[Part, ...]:
    """What somebody wrote below what it is; nothing where they wrote nothing."""
    return (Label(label), Written(text, level)) if text else ()


def link(words: str, url: str) -> Item:
    """A web address by what it shows; one whose content was withdrawn leads nowhere (R46d)."""
    return Item(words, "" if NOWHERE in url else url)


def listed(*items: Item) -> tuple[Part, ...]:
    """These as a list, where there are any."""
    return (Listed(items),) if items else ()
