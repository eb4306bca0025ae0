"""The registry of free words and files: what can be withdrawn of each, and what stays and why (R46).

The database's own list, by which `withdraw_content` acts, is held against it by a test.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Model

from iqm_coe.lib.people import Person

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MARK = "[content withdrawn]"


@dataclass(frozen=True)
class Content:
    """The columns of one table that people fill, and who reads them, in words for whoever withdraws something. Of what
    is `for_iqm` no school is told: it does not know that there was anything.
    """

    columns: tuple[str, ...]
    read_by: "str | _StrPromise"
    for_iqm: bool = False


@dataclass(frozen=True, order=True)
class Place:
    """One column of one row."""

    table: str
    column: str
    row: int


Copies = Callable[[Collection[Place]], Collection[Place]]
Again = Callable[[Person, datetime], None]  # by whom, when
Remains = Callable[[Collection[Place], str], list[Again]]

_declared: dict[str, Content] = {}
_staying: dict[str, str] = {}
_copies: list[Copies] = []
_remains: list[Remains] = []


def withdrawable(contents: Mapping[str, Content]) -> Mapping[str, Content]:
    """Declare an app's own content by the label of its model."""
    for label, content in contents.items():
        if _declared.get(label, content) != content:
            raise ValueError(f"The content of {label} is declared twice.")
        _declared[label] = content
    return contents


def read_by(table: str) -> str:
    """Who reads what stands in this table, in words."""
    return str(_declared[model_of(table)._meta.label].read_by)


def is_for_iqm(table: str) -> bool:
    """Whether nobody of a school reads what stands in this table."""
    return _declared[model_of(table)._meta.label].for_iqm


def stays(reasons: Mapping[str, str]) -> Mapping[str, str]:
    """Declare columns of words that are not withdrawn, as `app.Model.column`, or a whole table, each with why."""
    _staying.update(reasons)
    return reasons


def copies(function: Copies) -> Copies:
    """Declare what was made of content, and goes with it: it is handed the places, and gives further ones."""
    _copies.append(function)
    return function


def remains(function: Remains) -> Remains:
    """Declare what is issued anew without the words: it is asked before they go, and what it gives is called after."""
    _remains.append(function)
    return function


def declared_content() -> Mapping[str, Content]:
    return dict(_declared)


def declared_staying() -> Mapping[str, str]:
    return dict(_staying)


def copies_of(places: Collection[Place]) -> set[Place]:
    """What was made of what stands in these places."""
    return {place for function in _copies for place in function(places)} - set(places)


def remains_of(places: Collection[Place], passage: str | None) -> list[Again]:
    """What is to be issued anew; nothing where a whole file goes."""
    return [again for function in _remains for again in function(places, passage)] if passage else []


def model_of(table: str) -> type[Model]:
    """Raises KeyError."""
    return {model._meta.db_table: model for model in apps.get_models()}[table]
