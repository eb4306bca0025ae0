"""Where words stand, for whoever is about to withdraw them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext as _

from iqm_coe.lib.withdrawing import Place, copies_of, model_of, read_by
from iqm_coe.records.conditions.hold import belongs_to, held_at
from iqm_coe.records.conditions.withdrawal import as_written
from iqm_coe.records.forms.withdrawal import key_of
from iqm_coe.records.models.hold import Hold
from iqm_coe.records.models.withdrawal import WithdrawnPlace

AROUND = 60  # signs shown on each side
SEALED = "reports_sealedreport"


@dataclass(frozen=True)
class Standing:
    """One place, with what stands around the words there, who reads it, what will happen, and what keeps it."""

    key: str
    thing: str
    part: str
    of: str
    around: str
    read_by: str
    then: str
    hold: Hold | None


def standing(found: Mapping[Place, str], passage: str) -> list[Standing]:
    """The places in the order of their things."""
    return [_standing(place, said, passage) for place, said in sorted(found.items())]


def _standing(place: Place, said: str, passage: str) -> Standing:
    model = model_of(place.table)
    return Standing(
        key=key_of(place),
        thing=str(model._meta.verbose_name).capitalize(),
        part=part_of(model, place.column),
        of=of_whom(place.table, place.row),
        around=_("The whole file") if place.column == "file" else _around(said, passage),
        read_by=read_by(place.table),
        then=_then(place),
        hold=held_at(place.table, place.row),
    )


def part_of(model: type[Model], column: str) -> str:
    """A column in words."""
    return str(getattr(model._meta.get_field(column), "verbose_name", column))


def of_whom(table: str, row: int) -> str:
    """The schools and Centres that it belongs to; where it is of none, the people."""
    belongs = belongs_to(table, row)
    wanted = [one for one in belongs if one[0] in {"schools_school", "membership_centre"}] or list(belongs)
    names = {str(one) for of, pk in wanted for one in model_of(of)._default_manager.filter(pk=pk)}
    return ", ".join(sorted(names))


def _around(said: str, passage: str) -> str:
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

    thing: str
    part: str
    of: str
    sha256: str


def withdrawn(places: Collection[WithdrawnPlace]) -> list[Withdrawn]:
    """What a withdrawal took, place by place."""
    rows = [(place, model_of(place.table_name)) for place in places]
    return [
        Withdrawn(
            thing=str(model._meta.verbose_name).capitalize(),
            part=part_of(model, place.column_name),
            of=of_whom(place.table_name, place.row_id),
            sha256=place.before_sha256,
        )
        for place, model in rows
    ]
