"""One row of the register, understood or refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from re import match

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
Value = str | int | date | None
Pair = tuple[str, str]


class RefusedRow(ValueError):
    """The row cannot be taken; the words say why."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """What the product keeps of one row. A column the file does not have is not in it: nothing known is lost."""

    urn: str
    fields: dict[str, Value]
    links: dict[str, Pair | None]
    laestab: str | None
    ukprn: str | None


class Reader:
    """Understands the rows of one file, whose columns are told once."""

    def __init__(self, header: tuple[str, ...]) -> None:
        self.width = len(header)
        self.at = {name: number for number, name in enumerate(header) if name in READ}
        self.fields = {name: (column, read) for name, (column, read) in COLUMNS.items() if column in self.at}
        self.links = {name: link for name, link in LINKS.items() if link.code in self.at and link.words in self.at}
        self.has_head = all(column in self.at for column in HEAD)
        self.tells_country = bool(self.at.keys() & {"Country (name)", "TypeOfEstablishment (name)"})

    @property
    def columns(self) -> set[str]:
        """The school's fields of which the file says something; the country always, which a type may tell."""
        return {*self.fields, *self.links, "country", *(("head_name",) if self.has_head else ())}

    def named(self, row: list[str]) -> tuple[str, str]:
        """URN and name of a row that is refused, as far as it has them."""
        urn, name = (
            row[self.at[column]] if self.at[column] < len(row) else "" for column in ("URN", "EstablishmentName")
        )
        return one_line(urn), one_line(name)

    def understood(self, row: list[str]) -> RegisterRow:
        """The row as school, numbers, authority and trust. Raises RefusedRow."""
        if len(row) != self.width:
            raise RefusedRow(_("The row has another number of columns than the heading."))
        cell = {name: one_line(row[number]).strip() for name, number in self.at.items()}
        _require_urn_and_name(cell)
        fields = self._fields(cell)
        if not _fits(fields):
            _require_fit(School(**fields), exclude={"local_authority", "trust"})
        links = {name: link.pair(cell) for name, link in self.links.items()}
        return RegisterRow(cell["URN"], fields, links, self._laestab(cell), _ukprn(cell))

    def _fields(self, cell: Cells) -> dict[str, Value]:
        """The school's own fields, as far as the file has their columns; the country also where its type tells it."""
        fields = {name: read(cell[column], column) for name, (column, read) in self.fields.items()}
        country = _country(cell)
        if country != ENGLAND or "Country (name)" in self.at:
            fields["country"] = country
        if self.has_head:
            fields["head_name"] = " ".join(cell[column] for column in HEAD if cell[column])
        return fields

    def _laestab(self, cell: Cells) -> str | None:
        """For schools in England only, since Welsh numbers look the same (R3). A file that has no column to tell the
        one from the other gives none.
        """
        number = cell.get("LA (code)", "") + cell.get("EstablishmentNumber", "")
        is_one = self.tells_country and _country(cell) == ENGLAND and LAESTAB.fullmatch(number)
        return number if is_one else None


def _ukprn(cell: Cells) -> str | None:
    number = cell.get("UKPRN", "")
    return number if UKPRN.fullmatch(number) else None


def _require_urn_and_name(cell: Cells) -> None:
    if not cell["URN"]:
        raise RefusedRow(_("The row has no URN, so nobody could tell which school it is."))
    try:
        validate_identifier(Scheme.URN, cell["URN"])
    except ValidationError as error:
        raise RefusedRow(" ".join(error.messages)) from error
    if not cell["EstablishmentName"]:
        raise RefusedRow(_("The row has no name."))


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


COLUMNS: dict[str, tuple[str, Callable[[str, str], Value]]] = {
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


ENGLAND = "England"
LAESTAB, UKPRN = re.compile(PATTERNS[Scheme.LAESTAB]), re.compile(PATTERNS[Scheme.UKPRN])


def _signs(model: type[models.Model]) -> dict[str, int]:
    """How many signs each text of a table holds."""
    texts = (one for one in model._meta.fields if isinstance(one, models.CharField))
    return {one.name: one.max_length or 0 for one in texts}


# How much each column of the database holds, so that the tens of thousands of rows that fit are not asked one by one.
MOST_SIGNS = _signs(School)
BOUNDS: dict[type, int] = {models.PositiveSmallIntegerField: 32_767, models.PositiveIntegerField: 2_147_483_647}
MOST = {one.name: BOUNDS[type(one)] for one in School._meta.fields if type(one) in BOUNDS}


def _fits(fields: dict[str, Value]) -> bool:
    """Whether every value has room in its column and the ages are in order; what does not is told by the model."""
    for name, value in fields.items():
        if value is None:
            continue
        if isinstance(value, str):
            if len(value) > MOST_SIGNS[name]:
                return False
        elif isinstance(value, int) and value > MOST[name]:
            return False
    low, high = fields.get("low_age"), fields.get("high_age")
    return not (isinstance(low, int) and isinstance(high, int)) or low <= high


def _country(cell: Cells) -> str:
    """As the row says; where it says nothing, its type tells a Welsh school from an English one."""
    is_welsh = cell.get("TypeOfEstablishment (name)") == WELSH_TYPE
    return cell.get("Country (name)") or ("Wales" if is_welsh else ENGLAND)


def _require_fit(row: models.Model, exclude: set[str]) -> None:
    """Raise RefusedRow where a value is too long, too large, or out of order for its column."""
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        told = (f"{name.replace('_', ' ')}: {' '.join(said)}" for name, said in error.message_dict.items())
        raise RefusedRow("; ".join(told)) from error
    if isinstance(row, School) and row.low_age is not None and row.high_age is not None and row.low_age > row.high_age:
        raise RefusedRow(_("The youngest age is above the oldest."))


@dataclass(frozen=True)
class Link:
    """The two columns that name an authority or a trust."""

    model: type[LocalAuthority | Trust]
    code: str
    words: str
    most_code: int
    most_words: int

    def pair(self, cell: Cells) -> Pair | None:
        """Code and name; None where the row leaves them empty. Raises RefusedRow for what is too long."""
        code, words = cell[self.code], cell[self.words]
        if not code or not words:
            return None
        if len(code) > self.most_code or len(words) > self.most_words:
            _require_fit(self.model(code=code, name=words), exclude=set())
        return code, words


def _link(model: type[LocalAuthority | Trust], code: str, words: str) -> Link:
    most = _signs(model)
    return Link(model, code, words, most["code"], most["name"])


LINKS = {
    "local_authority_id": _link(LocalAuthority, "LA (code)", "LA (name)"),
    "trust_id": _link(Trust, "Trusts (code)", "Trusts (name)"),
}
READ = {
    *("URN", "UKPRN", "EstablishmentNumber", "Country (name)", "TypeOfEstablishment (name)"),
    *HEAD,
    *(column for column, _read in COLUMNS.values()),
    *(column for link in LINKS.values() for column in (link.code, link.words)),
}
