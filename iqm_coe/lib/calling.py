"""What things are called and on which page each stands, asked for things of many kinds with one question.

A room says so in its events.py; what belongs to a Centre says it in its history.py, and is known here by that.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.db.models import Case, CharField, IntegerField, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable, F
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from iqm_coe.lib.kept_questions import Question, kept
from iqm_coe.lib.kept_values import Typed, as_one
from iqm_coe.lib.people import Person
from iqm_coe.lib.permissions import could
from iqm_coe.lib.postgresql.answers import answered_if_met

LONGEST = 80  # signs of a name


@dataclass(frozen=True)
class Called:
    """One kind of thing. `school`, `year` and `named` are ways to the school, to the number of the year and to a name;
    `address` is the page of what `leads_to` finds, and `opens` the permission of whoever may open such pages, where it
    takes more than to see the thing. `kind` is what such things are, where their model has no word
    for it; `says` gives the words of a name that is a code; `numbered` is the way to the number of the thing, where the
    rows are others that tell of it. A name that is a text `is_private`: it is told
    only to whoever sees the thing.
    """

    school: str = ""
    year: str = ""
    named: str | Combinable = ""
    address: Callable[[int], str] | None = None
    leads_to: str = "pk"
    opens: str = ""
    kind: str | Promise = ""
    says: Callable[[str], str] = str
    is_private: bool = False
    numbered: str = "pk"

    def page(self, number: int | None) -> str:
        return self.address(number) if self.address and number else ""

    def is_open_to(self, user: Person) -> bool:
        """Whether this person opens such pages at all."""
        return not self.opens or could(user, self.opens)


class Name(NamedTuple):
    """What one thing is called, and its page."""

    words: str
    url: str


COLUMNS = ("told_place", "told_number", "told_school", "told_school_name", "told_year", "told_name", "told_way")
Told = tuple[int, int, int | None, str, int | None, str, int | None]  # these columns
_called: dict[str, Called] = {}


def called(kinds: Mapping[str, Called]) -> Mapping[str, Called]:
    """Declare kinds by the label of their model. What a room says in its events.py goes before its history."""
    _called.update(kinds)
    return kinds


def called_at_least(label: str, kind: Called) -> None:
    """The same where nothing else is declared."""
    _called.setdefault(label, kind)


def is_called(label: str) -> bool:
    return label in _called


def kind_in_words(label: str) -> str:
    """What a thing of this kind is."""
    told = _called[label].kind if label in _called else ""
    return str(told or apps.get_model(label)._meta.verbose_name)


def told(rows: QuerySet[Model], kind: Called, place: int, opened: Q | None = None) -> QuerySet[Model, Told]:
    """These rows as `COLUMNS`, whatever they are; `place` says of which kind, and those that are not `opened` lead
    nowhere. A thing of several schools is there once for each, and may be there twice.
    """
    of_school = F(f"{kind.school}__pk") if kind.school else Value(None)
    school_name = F(f"{kind.school}__name") if kind.school else Value("")
    name = _name(kind.named)
    shown = rows.order_by().annotate(
        told_place=Value(place, IntegerField()),
        told_number=F(kind.numbered),
        told_school=Cast(of_school, IntegerField()),
        told_school_name=Cast(school_name, CharField()),
        told_year=Cast(F(kind.year) if kind.year else Value(None), IntegerField()),
        told_name=Cast(_only(opened, name, Value("")) if kind.is_private else name, CharField()),
        told_way=Cast(_only(opened, F(kind.leads_to), Value(None)), IntegerField()),
    )
    found: QuerySet[Model, Told] = shown.values_list(*COLUMNS)
    return found


def _only(opened: Q | None, told: Combinable, else_told: Value) -> Combinable:
    """What is told of rows that are opened, and of the others."""
    return Case(When(opened, then=told), default=else_told) if opened else told


def _name(named: str | Combinable) -> Combinable:
    """A way to a column, or what is reckoned of several."""
    if isinstance(named, str):
        return F(named) if named else Value("")
    return named


def names_of(things: Mapping[str, Collection[int]], user: Person) -> dict[tuple[str, int], Name]:
    """By label and number, of those kinds that say what they are called; with the page where this person sees the
    thing.
    """
    known = [(label, _called[label]) for label, numbers in sorted(things.items()) if numbers and label in _called]
    asked = [_named_of(label).sql(user, place, as_one(things[label])) for place, (label, _kind) in enumerate(known)]
    parts = [part for part in asked if part is not None]
    if not parts:
        return {}
    text = " UNION ALL ".join(f"({sql})" for sql, _params in parts)
    rows: list[Told] = answered_if_met(text, [param for _sql, params in parts for param in params])
    opened = [kind.is_open_to(user) for _label, kind in known]
    return {
        (known[place][0], number): Name(
            _words(school, year, known[place][1].says(name)), known[place][1].page(way) if opened[place] else ""
        )
        for place, number, _of, school, year, name, way in rows
    }


@cache
def _named_of(label: str) -> Question[[Person, int, Typed], Model, Told]:
    """The question after things of one kind by their numbers."""

    @kept("numbers")
    def named(user: Person, place: int, numbers: Typed) -> QuerySet[Model, Told]:
        kind, model = _called[label], apps.get_model(label)
        found = told(model._default_manager.filter(pk__among=numbers), kind, place, _opened(label, user))
        return found if has_one_name(model, kind) else found.distinct()

    return named


def has_one_name(model: type[Model], kind: Called) -> bool:
    """Whether nothing leads to several schools, years or names of one thing, so that no row is found twice: to see to
    that costs the database more than to find them.
    """
    ways = (kind.school, kind.year, kind.named, kind.leads_to)
    return all(isinstance(way, str) and _is_one(model, way) for way in ways)


def _is_one(model: type[Model], way: str) -> bool:
    """Whether this way leads from a thing to no more than one."""
    steps = [step for step in way.split("__") if step]
    for step in steps:
        if step == "pk":
            return True
        field = model._meta.get_field(step)
        if field.one_to_many or field.many_to_many:
            return False
        model = field.related_model or model
    return True


def _opened(label: str, user: Person) -> Q | None:
    """Which rows of this kind somebody may open; None where all of them, or where nothing is said of it."""
    manager = apps.get_model(label)._default_manager
    if not hasattr(manager, "visible_to"):
        return None
    seen = manager.visible_to(user)
    return Q(pk__in=seen.order_by().values("pk")) if seen.query.where else None


def _words(school: str, year: int | None, name: str) -> str:
    """Its name, the school and the year that it is of, as far as it has them."""
    of_year = _("year %d") % year if year else ""
    return ", ".join(part for part in (name[:LONGEST], school[:LONGEST], of_year) if part)
