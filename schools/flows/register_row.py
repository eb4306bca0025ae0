"""One row of the register, understood or refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from re import fullmatch, match
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from iqm_coe.lib.cleaning import one_line
from schools.enums import Scheme, SchoolStatus
from schools.models.school import LocalAuthority, School, Trust
from schools.validators import PATTERNS, validate_identifier

STATUSES = {
    "Open": SchoolStatus.OPEN,
    "Open, but proposed to close": SchoolStatus.CLOSING,
    "Closed": SchoolStatus.CLOSED,
    "Proposed to open": SchoolStatus.PROPOSED,
}
MOST_DIGITS = 12
WELSH_TYPE = "Welsh establishment"

Cells = dict[str, str]
Pair = tuple[str, str]


class RefusedRow(ValueError):
    """The row cannot be taken; the words say why."""


@dataclass(frozen=True)
class RegisterRow:
    """What the product keeps of one row. A column the file does not have is not in it: nothing known is lost."""

    urn: str
    name: str
    fields: dict[str, Any]
    links: dict[str, Pair | None]
    identifiers: list[Pair]


def understood(row: dict[Any, Any]) -> RegisterRow:
    """The row as school, numbers, authority and trust. Raises RefusedRow."""
    if None in row or None in row.values():
        raise RefusedRow(_("The row has another number of columns than the heading."))
    cell = {name: one_line(value).strip() for name, value in row.items()}
    urn = _urn(cell)
    fields = _fields(cell)
    _require_fit(School(**fields), exclude={"local_authority", "trust"})
    return RegisterRow(urn, fields["name"], fields, _links(cell), _identifiers(cell, urn))


def _urn(cell: Cells) -> str:
    if not cell["URN"]:
        raise RefusedRow(_("The row has no URN, so nobody could tell which school it is."))
    try:
        validate_identifier(Scheme.URN, cell["URN"])
    except ValidationError as error:
        raise RefusedRow(" ".join(error.messages)) from error
    if not cell["EstablishmentName"]:
        raise RefusedRow(_("The row has no name."))
    return cell["URN"]


def _text(value: str, column: str) -> str:
    return value


def _status(value: str, column: str) -> SchoolStatus:
    if value not in STATUSES:
        raise RefusedRow(_("“%s” is not a status we know.") % value)
    return STATUSES[value]


def _website(value: str, column: str) -> str:
    """A web address that a page can link to; any other scheme is left out."""
    if not value or match(r"https?://", value):
        return value
    return "" if "://" in value else f"https://{value}"


def _telephone(value: str, column: str) -> str:
    """The register leaves the first nought out."""
    return f"0{value}" if value.isdigit() and not value.startswith("0") else value


def _number(value: str, column: str) -> int | None:
    if value and not (value.isascii() and value.isdigit()):
        raise RefusedRow(_("“%(value)s” in %(column)s is not a whole number.") % {"value": value, "column": column})
    if len(value) > MOST_DIGITS:
        raise RefusedRow(_("The number in %s is too large.") % column)
    return int(value) if value else None


def _day(value: str, column: str) -> date | None:
    try:
        return datetime.strptime(value, "%d-%m-%Y").date() if value else None  # noqa: DTZ007 - a day without a time
    except ValueError as error:
        words = _("“%(value)s” in %(column)s is not a day written dd-mm-yyyy.")
        raise RefusedRow(words % {"value": value, "column": column}) from error


COLUMNS: dict[str, tuple[str, Callable[[str, str], Any]]] = {
    "name": ("EstablishmentName", _text),
    "status": ("EstablishmentStatus (name)", _status),
    "phase": ("PhaseOfEducation (name)", _text),
    "kind": ("TypeOfEstablishment (name)", _text),
    "low_age": ("StatutoryLowAge", _number),
    "high_age": ("StatutoryHighAge", _number),
    "pupils": ("NumberOfPupils", _number),
    "street": ("Street", _text),
    "locality": ("Locality", _text),
    "town": ("Town", _text),
    "county": ("County (name)", _text),
    "postcode": ("Postcode", _text),
    "website": ("SchoolWebsite", _website),
    "telephone": ("TelephoneNum", _telephone),
    "easting": ("Easting", _number),
    "northing": ("Northing", _number),
    "closed_on": ("CloseDate", _day),
}
HEAD = ("HeadTitle (name)", "HeadFirstName", "HeadLastName")


def _fields(cell: Cells) -> dict[str, Any]:
    """The school's own fields, as far as the file has their columns."""
    fields = {name: read(cell[column], column) for name, (column, read) in COLUMNS.items() if column in cell}
    if _country(cell) != "England" or "Country (name)" in cell:
        fields["country"] = _country(cell)
    if all(column in cell for column in HEAD):
        fields["head_name"] = " ".join(cell[column] for column in HEAD if cell[column])
    return fields


def _country(cell: Cells) -> str:
    """As the row says; where it says nothing, its type tells a Welsh school from an English one."""
    is_welsh = cell.get("TypeOfEstablishment (name)") == WELSH_TYPE
    return cell.get("Country (name)") or ("Wales" if is_welsh else "England")


def _require_fit(row: models.Model, exclude: set[str]) -> None:
    """Raise RefusedRow where a value is too long, too large, or out of order for its column."""
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        told = (f"{name.replace('_', ' ')}: {' '.join(said)}" for name, said in error.message_dict.items())
        raise RefusedRow("; ".join(told)) from error
    if isinstance(row, School) and row.low_age is not None and row.high_age is not None and row.low_age > row.high_age:
        raise RefusedRow(_("The youngest age is above the oldest."))


def _links(cell: Cells) -> dict[str, Pair | None]:
    """Authority and trust by code and name; None where the row leaves them empty."""
    columns = {
        "local_authority_id": (LocalAuthority, "LA (code)", "LA (name)"),
        "trust_id": (Trust, "Trusts (code)", "Trusts (name)"),
    }
    links: dict[str, Pair | None] = {}
    for name, (model, code, words) in columns.items():
        if code not in cell or words not in cell:
            continue
        links[name] = (cell[code], cell[words]) if cell[code] and cell[words] else None
        if links[name]:
            _require_fit(model(code=cell[code], name=cell[words]), exclude=set())
    return links


def _identifiers(cell: Cells, urn: str) -> list[Pair]:
    """URN always; UKPRN where given; LAESTAB for schools in England only, since Welsh numbers look the same (R3).

    A file that has no column to tell the one from the other gives no LAESTAB.
    """
    tells_country = bool(cell.keys() & {"Country (name)", "TypeOfEstablishment (name)"})
    numbers = [(str(Scheme.URN), urn)]
    laestab = cell.get("LA (code)", "") + cell.get("EstablishmentNumber", "")
    if tells_country and _country(cell) == "England" and fullmatch(PATTERNS[Scheme.LAESTAB], laestab):
        numbers.append((str(Scheme.LAESTAB), laestab))
    ukprn = cell.get("UKPRN", "")
    if fullmatch(PATTERNS[Scheme.UKPRN], ukprn):
        numbers.append((str(Scheme.UKPRN), ukprn))
    return numbers
