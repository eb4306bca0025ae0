"""Reading the schools register of England: columns by name, every row taken or refused with a reason."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.cleaning import one_line
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import require
from iqm_coe.lib.transitions import record_event
from schools.enums import Scheme
from schools.flows.register_row import RefusedRow, RegisterRow, understood
from schools.models.register import RegisterImport, RegisterRemark
from schools.models.school import Identifier, LocalAuthority, School, Trust

ENCODING = "cp1252"
NEEDED = {"URN", "EstablishmentName"}
LINKED = {"local_authority_id": LocalAuthority, "trust_id": Trust}
SCHOOL_FIELDS = [
    "name", "status", "phase", "kind", "low_age", "high_age", "pupils", "street", "locality", "town", "county",
    "postcode", "country", "website", "telephone", "head_name", "easting", "northing", "closed_on",
    "local_authority_id", "trust_id",
]  # fmt: skip


@dataclass
class Reading:
    """What is known so far of one file being read."""

    rows: int = 0
    taken: dict[str, tuple[int, RegisterRow]] = field(default_factory=dict)
    remarks: list[RegisterRemark] = field(default_factory=list)

    def refuse(self, line: int, row: dict[Any, Any], why: str) -> None:
        urn, name = (one_line(str(row.get(column) or "")) for column in ("URN", "EstablishmentName"))
        self.remarks.append(RegisterRemark(line=line, urn=urn[:20], name=name[:200], why=why[:300], is_refusal=True))

    def note(self, line: int, row: RegisterRow, why: str) -> None:
        self.remarks.append(RegisterRemark(line=line, urn=row.urn, name=row.name, why=why[:300], is_refusal=False))


@transaction.atomic
def read(lines: Iterable[str], *, file_name: str, by: User | None, at: datetime) -> RegisterImport:
    """Bring the schools up to date from a register file; reading the same file again changes nothing.

    `by` is None only for the operator's command line. Raises Refused when the file is no register at all.
    """
    if by is not None:
        require(by, "schools.read_register", None)
    reading = _understand(csv.DictReader(lines))
    counts = _store(reading)
    refused = sum(remark.is_refusal for remark in reading.remarks)
    report: RegisterImport = RegisterImport.objects.create(
        file_name=one_line(file_name)[:200], read_at=at, read_by=by, rows=reading.rows, refused=refused, **counts
    )
    for remark in reading.remarks:
        remark.reading = report
    RegisterRemark.objects.bulk_create(reading.remarks)
    record_event(report, "read", by=by, at=at, facts={"rows": reading.rows, "refused": refused, **counts})
    return report


def decoded(file: IO[bytes]) -> Iterator[str]:
    """The file's lines, whatever line ends it has; bytes unknown to Windows-1252 become the replacement sign.

    A form feed or a vertical tab within a cell ends no line.
    """
    return StringIO(file.read().decode(ENCODING, errors="replace"), newline="")


def _understand(rows: "csv.DictReader[str]") -> Reading:
    header = set(rows.fieldnames or [])
    if not header >= NEEDED:
        missing = ", ".join(sorted(NEEDED - header))
        raise Refused(_("This is not a schools register: it has no column %s. Nothing was changed.") % missing)
    reading = Reading()
    try:
        for row in rows:
            reading.rows += 1
            _take(reading, rows.line_num, row)
    except csv.Error as error:
        words = _(
            "Line %d cannot be read: a quotation mark opens there or before and never closes. Nothing was changed."
        )
        raise Refused(words % (rows.line_num + 1)) from error
    return reading


def _take(reading: Reading, line: int, row: dict[Any, Any]) -> None:
    try:
        school = understood(row)
    except RefusedRow as refusal:
        reading.refuse(line, row, str(refusal))
        return
    if school.urn in reading.taken:
        first = reading.taken[school.urn][0]
        reading.refuse(line, row, _("The URN stands on line %d already; the first row was taken.") % first)
        return
    reading.taken[school.urn] = (line, school)


def _store(reading: Reading) -> dict[str, int]:
    """Create what is new, update what differs, leave the rest; returns how many of each."""
    ids = {name: _named(model, _pairs(reading, name)) for name, model in LINKED.items()}
    known = {
        identifier.value: identifier.school
        for identifier in Identifier.objects.filter(scheme=Scheme.URN, value__in=reading.taken).select_related("school")
    }
    created: list[tuple[str, School]] = []
    updated: list[School] = []
    for urn, (_line, row) in reading.taken.items():
        school = known.get(urn) or School()
        values = {**row.fields, **{name: ids[name].get(pair) for name, pair in row.links.items()}}
        differs = [name for name, value in values.items() if getattr(school, name) != value]
        for name in differs:
            setattr(school, name, values[name])
        if school.pk is None:
            created.append((urn, school))
        elif differs:
            updated.append(school)
    School.objects.bulk_create([school for _urn, school in created])
    School.objects.bulk_update(updated, SCHOOL_FIELDS, batch_size=500)
    known.update(created)
    _store_identifiers(reading, known)
    return {
        "created": len(created),
        "updated": len(updated),
        "unchanged": len(reading.taken) - len(created) - len(updated),
    }


def _pairs(reading: Reading, name: str) -> set[tuple[str, str]]:
    """The authorities, or trusts, that the taken rows name."""
    return {pair for _line, row in reading.taken.values() if (pair := row.links.get(name))}


def _named(model: Any, pairs: set[tuple[str, str]]) -> dict[tuple[str, str] | None, int]:
    """The ids of authorities or trusts by (code, name), made where they are new."""
    model.objects.bulk_create([model(code=code, name=name) for code, name in sorted(pairs)], ignore_conflicts=True)
    ids = dict(model.objects.filter(code__in={code for code, _name in pairs}).values_list("code", "pk"))
    return {pair: ids[pair[0]] for pair in pairs}


def _store_identifiers(reading: Reading, schools: dict[str, School]) -> None:
    """Add the numbers that are new; one that another school carries is left out and remarked on."""
    wanted = {
        (scheme, value): (line, row)
        for line, row in reversed(list(reading.taken.values()))
        for scheme, value in row.identifiers
    }
    values = {value for _scheme, value in wanted}
    found = Identifier.objects.filter(value__in=values).values_list("scheme", "value", "school")
    owners = {(scheme, value): school for scheme, value, school in found}
    new = []
    for line, row in reading.taken.values():
        for key in row.identifiers:
            owner = owners.setdefault(key, schools[row.urn].pk)
            if owner != schools[row.urn].pk:
                reading.note(line, row, _("The number %s belongs to another school and was left out.") % key[1])
            else:
                new.append(Identifier(school=schools[row.urn], scheme=key[0], value=key[1]))
    Identifier.objects.bulk_create(new, ignore_conflicts=True)
