"""Where words stand, for whoever is about to withdraw them."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import islice

from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from iqm_coe.lib.withdrawing import Place, copies_of, is_for_iqm, model_of, read_by
from iqm_coe.records.conditions.hold import belongs_to, held_at
from iqm_coe.records.conditions.withdrawal import as_written, says
from iqm_coe.records.forms.withdrawal import key_of
from iqm_coe.records.models.hold import Hold
from iqm_coe.records.models.withdrawal import WithdrawnPlace

AROUND = 60  # signs shown on each side
LONGEST_NAME = 80  # signs of what a row is called
PLACES_A_PAGE = 50
NOT_READ = re.compile(r"<(style|script|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
SPACE = re.compile(r"\s+")

Told = str | int | float | bool | None | list["Told"] | dict[str, "Told"]
SEALED = "reports_sealedreport"


@dataclass(frozen=True)
class Standing:
    """One place, with what stands around the words there, who reads it, what will happen, and what keeps it."""

    key: str
    what: str
    of: str
    around: str
    read_by: str
    then: str
    hold: Hold | None


def page_of(found: Mapping[Place, str], number: str | None = None) -> Page[tuple[Place, str]]:
    """So many of the places at once, in the order of their things."""
    return Paginator(sorted(found.items()), PLACES_A_PAGE).get_page(number)


def standing(page: Page[tuple[Place, str]], passage: str) -> list[Standing]:
    """The places of a page in words."""
    return [_standing(place, said, passage) for place, said in page]


def _standing(place: Place, said: str, passage: str) -> Standing:
    return Standing(
        key=key_of(place),
        what=in_words(place, said),
        of=of_whom(place.table, place.row),
        around=_("The whole file") if place.column == "file" else _around(said, passage),
        read_by=read_by(place.table),
        then=_then(place),
        hold=held_at(place.table, place.row),
    )


def in_words(place: Place, said: str = "") -> str:
    """Which text it is: what kind of thing, which one, and which part of it. What a row is called by the text itself
    that is about to go is left out.
    """
    model = model_of(place.table)
    row = model._default_manager.filter(pk=place.row).first()
    which = SPACE.sub(" ", str(row or "")).strip()[:LONGEST_NAME]
    kind, part = str(model._meta.verbose_name).capitalize(), part_of(model, place.column)
    if not which or which in SPACE.sub(" ", said):
        return f"{kind}: {part}"
    return f"{kind} ({which}): {part}"


def as_it_reads(said: str) -> str:
    """What people read of a text as it is kept: the words of JSON without its signs, those of HTML without its tags."""
    words = " ".join(_leaves(_told(said)))
    return SPACE.sub(" ", unescape(strip_tags(NOT_READ.sub(" ", words).replace("<", " <")))).strip()


def _told(said: str) -> Told:
    if said[:1] not in ("{", "["):
        return said
    try:
        told: Told = json.loads(said)
    except ValueError:
        return said  # somebody wrote a bracket
    return told


def _leaves(told: Told) -> Iterator[str]:
    if isinstance(told, dict):
        for value in told.values():
            yield from _leaves(value)
    elif isinstance(told, list):
        for value in told:
            yield from _leaves(value)
    elif told is not None and not isinstance(told, bool):
        yield str(told)


def part_of(model: type[Model], column: str) -> str:
    """A column in words."""
    return str(getattr(model._meta.get_field(column), "verbose_name", column))


def of_whom(table: str, row: int) -> str:
    """The schools and Centres that it belongs to; where it is of none, the people."""
    belongs = belongs_to(table, row)
    wanted = [one for one in belongs if one[0] in {"schools_school", "membership_centre"}] or list(belongs)
    names = {str(one) for of, pk in wanted for one in model_of(of)._default_manager.filter(pk=pk)}
    return ", ".join(sorted(names))


def _around(kept: str, passage: str) -> str:
    said = as_it_reads(kept)
    written = as_written(said, passage)
    at = said.find(written) if written else -1
    if at < 0:
        return said[: 2 * AROUND]
    begin, end = max(0, at - AROUND), at + len(written) + AROUND
    return f"{'…' if begin else ''}{said[begin:end]}{'…' if end < len(said) else ''}"


def _then(place: Place) -> str:
    if place.column == "file":
        return _("The file goes; its hash and size stay.")
    if place.table == SEALED:
        return _("The sealed report and its document go; hash and code stay. What remains is issued as a correction.")
    return _("The words are replaced by “[content withdrawn]”.")


def packs_among(places: Collection[Place]) -> int:
    """How many documents made of it go with it."""
    return len(copies_of(places))


@dataclass(frozen=True)
class Withdrawn:
    """One place of a withdrawal, in words."""

    what: str
    of: str
    sha256: str


def withdrawn(places: Collection[WithdrawnPlace]) -> list[Withdrawn]:
    """What a withdrawal took, place by place."""
    return [
        Withdrawn(
            what=in_words(place_of(place)),
            of=of_whom(place.table_name, place.row_id),
            sha256=place.before_sha256,
        )
        for place in places
    ]


def place_of(one: WithdrawnPlace) -> Place:
    """As the registry names it."""
    return Place(one.table_name, one.column_name, one.row_id)


def read_at(owner: Model, places: Collection[WithdrawnPlace]) -> list[Place]:
    """Those of a school or a Centre that its people read, or did."""
    owned = (owner._meta.db_table, owner.pk)
    read = [place for place in map(place_of, places) if not is_for_iqm(place.table)]
    return [place for place in read if owned in belongs_to(place.table, place.row)]


def texts_of(places: Collection[Place], passage: str | None, most: int) -> list[str]:
    """Which texts, in words, were withdrawn, at most so many; nothing of what they said: a name that holds the passage
    is left out.
    """
    told = dict.fromkeys(map(in_words, places))
    return list(islice((words for words in told if not (passage and says(words, passage))), most))
