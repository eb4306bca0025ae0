"""The history of a Centre: each room says in its `history.py` which of its things belong to one, and who may see what
has happened to them. The Centre's page asks here and knows none of the rooms.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from django.db.models import Model, QuerySet, TextChoices
from django.db.models.expressions import Combinable
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.calling import Called, called_at_least, told
from iqm_coe.lib.people import Person


class Chapter(TextChoices):
    """By what the history of a Centre is narrowed."""

    CENTRE = "centre", _("Centre and schools")
    APPLICATION = "application", _("Application")
    YEAR = "year", _("Years, plans and activities")
    MONEY = "money", _("Money")
    HOUR = "hour", _("Consultancy")
    UPDATE = "update", _("Updates")
    VISIT = "visit", _("Visits and targets")
    REPORT = "report", _("Reports")
    MAIL = "mail", _("Mail")
    NOTES = "notes", _("Notes")


class Recorded(Protocol):
    """An event, as a room reads it."""

    @property
    def pk(self) -> int: ...

    @property
    def subject_id(self) -> int: ...

    @property
    def action(self) -> str: ...

    @property
    def facts(self) -> Mapping[str, object]: ...


# Gives of some events, by their numbers, what each was about beside its thing, or the page to which it leads.
Tells = Callable[[Sequence[Recorded]], Mapping[int, str]]
# Gives of some events, by their numbers, label and number of the thing that each is about.
Points = Callable[[Sequence[Recorded]], Mapping[int, tuple[str, int]]]


@dataclass(frozen=True)
class Subject:
    """One kind of thing. `school`, `year` and `named` are ways to the school, to the year and to a name of it; with
    `address` its lines lead to what `leads_to` finds. What is `quiet` is told to nobody: each save of a text. What is
    `for_office` is told to the office alone, also to whoever sees the thing later on. A thing without a rule of its own
    of who sees it, on which something is done by itself, is `seen_through` another: the way to that, and its label.
    `says` gives the words of a name that is a code, `tells` what each event was about beside the thing, `pages` where
    each leads of a kind that stands on the pages of others: `points_to` says about which of these it is. `sentences`
    say what happened where that cannot be said without a name. `numbered` is the way to the number of the thing where
    `rows` are not the things themselves, of which none is left.
    """

    label: str
    chapter: Chapter
    rows: Callable[[Person, int], QuerySet[Model]]  # of (person, Centre): those that this person may see
    school: str = ""
    year: str = ""
    named: str = ""
    address: Callable[[int], str] | None = None
    leads_to: str = "pk"
    quiet: frozenset[str] = field(default_factory=frozenset)
    for_office: frozenset[str] = field(default_factory=frozenset)
    seen_through: tuple[str, str] | None = None
    says: Callable[[str], str] = str
    tells: Tells | None = None
    pages: Tells | None = None
    points_to: Points | None = None
    sentences: Tells | None = None
    numbered: str = "pk"
    is_called: bool = True  # false of what stands for something else, by whose name it is known in the trail of all
    elsewhere: str | Combinable = ""  # the way to a name of it in the trail of everything, where no Centre is known

    @property
    def called(self) -> Called:
        ways = (self.school, self.year, self.named, self.address, self.leads_to)
        return Called(*ways, says=self.says, numbered=self.numbered)


@dataclass(frozen=True)
class Found:
    """One thing of a Centre: its number, the school and the year it is of, its name, where it leads."""

    subject: Subject
    number: int
    school: int | None
    school_name: str
    year: int | None
    named: str
    leads_to: int | None

    @property
    def words(self) -> str:
        """Its name, and whose it is."""
        year = _now("Year %d") % self.year if self.year else ""
        name = self.subject.says(self.named) if self.named else ""
        return ", ".join(one for one in (name, self.school_name, year) if one)

    def beside(self, other: "Found | None") -> "Found":
        """A thing of several schools, or of several years, is found once for each: all schools are named."""
        if other is None or other.school_name == self.school_name:
            return self
        return replace(self, school_name=f"{other.school_name}, {self.school_name}")

    @property
    def url(self) -> str:
        return self.subject.called.page(self.leads_to)


def shortened(text: str, signs: int) -> str:
    """A text of several lines as a part of one line."""
    return Truncator(" ".join(text.split())).chars(signs)


_subjects: list[Subject] = []


def of_a_centre(*subjects: Subject) -> tuple[Subject, ...]:
    """Declare them, in a room's history.py."""
    _subjects.extend(subjects)
    for one in subjects:
        if one.is_called:
            called_at_least(one.label, replace(one.called, named=one.elsewhere or one.named))
    return subjects


def declared() -> list[Subject]:
    return list(_subjects)


def found_in(user: Person, centre: int) -> list[Found]:
    """Every thing of this Centre that this person may see: one question to the database for all kinds."""
    first, *others = [told(one.rows(user, centre), one.called, place).distinct() for place, one in enumerate(_subjects)]
    return [Found(_subjects[row[0]], *row[1:]) for row in first.union(*others, all=True)]
