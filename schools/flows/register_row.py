"""One row of the register, understood or refused."""

from dataclasses import dataclass, field
from datetime import date, datetime
from re import fullmatch
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from schools.enums import Scheme, SchoolStatus
from schools.validators import PATTERNS, validate_identifier

LONGEST_NAME = 200
STATUSES = {
    "Open": SchoolStatus.OPEN,
    "Open, but proposed to close": SchoolStatus.CLOSING,
    "Closed": SchoolStatus.CLOSED,
    "Proposed to open": SchoolStatus.PROPOSED,
}


class RefusedRow(ValueError):
    """The row cannot be taken; the words say why."""


@dataclass(frozen=True)
class RegisterRow:
    """What the product keeps of one row."""

    urn: str
    name: str
    fields: dict[str, Any]
    authority: tuple[str, str] | None
    trust: tuple[str, str] | None
    identifiers: list[tuple[str, str]] = field(default_factory=list)


def understood(row: dict[Any, Any]) -> RegisterRow:
    """The row as school, numbers, authority and trust. Raises RefusedRow."""
    if None in row or None in row.values():
        raise RefusedRow(_("The row has another number of columns than the heading."))
    cell = {name: value.strip() for name, value in row.items()}
    urn, name = _identity(cell)
    country = cell.get("Country (name)") or "England"
    return RegisterRow(
        urn=urn,
        name=name,
        fields={**_texts(cell), **_numbers(cell), "name": name, "country": country, "head_name": _head(cell)},
        authority=_pair(cell, "LA (code)", "LA (name)"),
        trust=_pair(cell, "Trusts (code)", "Trusts (name)"),
        identifiers=_identifiers(cell, urn, country),
    )


def _identity(cell: dict[str, str]) -> tuple[str, str]:
    urn, name = cell["URN"], cell["EstablishmentName"]
    if not urn:
        raise RefusedRow(_("The row has no URN, so nobody could tell which school it is."))
    try:
        validate_identifier(Scheme.URN, urn)
    except ValidationError as error:
        raise RefusedRow(" ".join(error.messages)) from error
    if not name:
        raise RefusedRow(_("The row has no name."))
    if len(name) > LONGEST_NAME:
        raise RefusedRow(_("The name is longer than 200 characters."))
    return urn, name


def _texts(cell: dict[str, str]) -> dict[str, Any]:
    status = cell.get("EstablishmentStatus (name)", "Open")
    if status not in STATUSES:
        raise RefusedRow(_("“%s” is not a status we know.") % status)
    website = cell.get("SchoolWebsite", "")
    telephone = cell.get("TelephoneNum", "")
    return {
        "status": STATUSES[status],
        "phase": cell.get("PhaseOfEducation (name)", "")[:60],
        "kind": cell.get("TypeOfEstablishment (name)", "")[:120],
        "street": cell.get("Street", "")[:200],
        "locality": cell.get("Locality", "")[:120],
        "town": cell.get("Town", "")[:120],
        "county": cell.get("County (name)", "")[:120],
        "postcode": cell.get("Postcode", "")[:12],
        "website": website if not website or "://" in website else f"https://{website}",
        "telephone": f"0{telephone}" if telephone.isdigit() and not telephone.startswith("0") else telephone[:30],
        "closed_on": _day(cell, "CloseDate"),
    }


def _numbers(cell: dict[str, str]) -> dict[str, int | None]:
    columns = {
        "low_age": "StatutoryLowAge",
        "high_age": "StatutoryHighAge",
        "pupils": "NumberOfPupils",
        "easting": "Easting",
        "northing": "Northing",
    }
    return {name: _number(cell, column) for name, column in columns.items()}


def _number(cell: dict[str, str], column: str) -> int | None:
    value = cell.get(column, "")
    if value and not (value.isascii() and value.isdigit()):
        raise RefusedRow(_("“%(value)s” in %(column)s is not a whole number.") % {"value": value, "column": column})
    return int(value) if value else None


def _day(cell: dict[str, str], column: str) -> date | None:
    value = cell.get(column, "")
    try:
        return datetime.strptime(value, "%d-%m-%Y").date() if value else None  # noqa: DTZ007 - a day without a time
    except ValueError as error:
        words = _("“%(value)s” in %(column)s is not a day written dd-mm-yyyy.")
        raise RefusedRow(words % {"value": value, "column": column}) from error


def _head(cell: dict[str, str]) -> str:
    parts = (cell.get(f"Head{part}", "") for part in ("Title (name)", "FirstName", "LastName"))
    return " ".join(part for part in parts if part)[:200]


def _pair(cell: dict[str, str], code: str, name: str) -> tuple[str, str] | None:
    return (cell[code], cell[name]) if cell.get(code) and cell.get(name) else None


def _identifiers(cell: dict[str, str], urn: str, country: str) -> list[tuple[str, str]]:
    """URN always; LAESTAB for schools in England only, since Welsh numbers look the same (R3); UKPRN where given."""
    numbers = [(str(Scheme.URN), urn)]
    laestab = cell.get("LA (code)", "") + cell.get("EstablishmentNumber", "")
    if country == "England" and fullmatch(PATTERNS[Scheme.LAESTAB], laestab):
        numbers.append((str(Scheme.LAESTAB), laestab))
    ukprn = cell.get("UKPRN", "")
    if fullmatch(PATTERNS[Scheme.UKPRN], ukprn):
        numbers.append((str(Scheme.UKPRN), ukprn))
    return numbers
