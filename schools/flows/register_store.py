"""The register's rows brought into the tables: copied beside them first, then taken over in a few statements for all.

Nothing here counts rows in Python: what a million rows need is the database's own work, in memory that does not grow.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from schools.enums import Scheme
from schools.flows.register_number import take_numbers
from schools.flows.register_row import RegisterRow
from schools.models.register import RegisterChange, RegisterImport
from schools.models.school import Identifier, LocalAuthority, School, Trust

# Text of one line holds no control character (lib/cleaning.py), so one of them can stand for nothing at all.
NOTHING = "\x01"
FIELDS = (
    *("name", "status", "phase", "kind", "low_age", "high_age", "pupils", "street", "locality", "town", "county"),
    *("postcode", "country", "website", "telephone", "head_name", "easting", "northing", "closed_on"),
)
Body = type[LocalAuthority | Trust]
LINKED: dict[str, tuple[Body, str]] = {"local_authority_id": (LocalAuthority, "la"), "trust_id": (Trust, "trust")}
BESIDE = ("line", "urn", "la_code", "la_name", "trust_code", "trust_name", "laestab", "ukprn")
SCHOOL, NUMBER, CHANGE = (model._meta.db_table for model in (School, Identifier, RegisterChange))
URN = Scheme.URN.value


@dataclass(frozen=True)
class Taken:
    """What became of the rows that were taken."""

    created: int
    updated: int
    unchanged: int


class Staging:
    """Tables beside the real ones, of this connection alone: into the first the understood rows are copied. The owner's
    functions make them, since the application's role may make none (schools/migrations/0006).
    """

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT register_tables_made()")

    def copy(self, rows: Iterable[tuple[int, RegisterRow]]) -> None:
        """Copy rows in, each with the line on which it stands."""
        lines = "".join([_copied(line, row) for line, row in rows])
        columns = ", ".join((*BESIDE, *FIELDS))
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY register_staged ({columns}) FROM STDIN WITH (NULL E'\\x01')") as copy,
        ):
            copy.write(lines)

    def drop(self) -> None:
        """Leave nothing behind on a connection that goes on living."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT register_tables_taken_away()")


def _copied(line: int, row: RegisterRow) -> str:
    authority = row.links.get("local_authority_id") or (None, None)
    trust = row.links.get("trust_id") or (None, None)
    values = (line, row.urn, *authority, *trust, row.laestab, row.ukprn, *map(row.fields.get, FIELDS))
    joined = "\t".join([NOTHING if value is None else str(value) for value in values])
    return joined.replace("\\", "\\\\") + "\n"


def take_over(reading: RegisterImport, columns: set[str]) -> Taken:
    """Bring the schools up to date from the staged rows, within a transaction: bodies, schools, numbers.

    `columns` are the fields whose columns the file has; the others keep what is known.
    """
    given = [name for name in FIELDS if name in columns]
    with connection.cursor() as cursor:
        # Others may read; whoever would add a school or a number waits, so that no number is given away meanwhile.
        cursor.execute(f"LOCK TABLE {NUMBER} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("ANALYZE register_staged")
        # Nobody has counted the tables yet when a first register fills them, and only their owner may: a plan made for
        # a few rows would go through them row by row for minutes.
        cursor.execute("SET LOCAL enable_nestloop = off")
        links = {name: link for name, link in LINKED.items() if name in columns}
        for model, prefix in links.values():
            _take_bodies(cursor, reading, model, prefix)
        _make_ready(cursor, list(links))
        updated = _tell_changes(cursor, reading, [*given, *links])
        cursor.execute(_merge([*given, *links]))
        take_numbers(cursor, reading)
        cursor.execute("SELECT count(*) FILTER (WHERE is_new), count(*) FROM register_ready")
        created, rows = cursor.fetchone()
        cursor.execute("SET LOCAL enable_nestloop = on")
    return Taken(created, updated, rows - created - updated)


def _take_bodies(cursor: CursorWrapper, reading: RegisterImport, model: Body, prefix: str) -> None:
    """Authorities, or trusts, by their code; one that bears a new name is renamed. Where a file gives a code two names,
    the one of most rows counts, then the first.
    """
    table = model._meta.db_table
    cursor.execute("TRUNCATE register_bodies")
    cursor.execute(
        f"""
        INSERT INTO register_bodies (code, name, line)
        SELECT DISTINCT ON (code) code, name, line FROM (
            SELECT {prefix}_code AS code, {prefix}_name AS name, count(*) AS times, min(line) AS line
            FROM register_staged WHERE {prefix}_code IS NOT NULL GROUP BY 1, 2) AS named
        ORDER BY code, times DESC, line"""
    )
    cursor.execute(
        f"""
        INSERT INTO {CHANGE} (reading_id, line, school_id, name, changes)
        SELECT %s, b.line, NULL, b.name, jsonb_build_object('{prefix}_name', jsonb_build_array(t.name, b.name))
        FROM register_bodies b JOIN {table} t USING (code) WHERE t.name <> b.name""",
        [reading.pk],
    )
    cursor.execute(
        f"""
        INSERT INTO {table} AS t (code, name) SELECT code, name FROM register_bodies ORDER BY code
        ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name WHERE t.name <> EXCLUDED.name"""
    )


def _make_ready(cursor: CursorWrapper, links: list[str]) -> None:
    """Each row with the school it is about, a new one's number included, and its authority and trust."""
    staged = ", ".join((*BESIDE, *FIELDS))
    chosen = "".join(f", {LINKED[name][1]}.id" for name in links)
    joined = " ".join(
        f"LEFT JOIN {model._meta.db_table} {prefix} ON {prefix}.code = r.{prefix}_code"
        for model, prefix in (LINKED[name] for name in links)
    )
    cursor.execute(
        f"""
        INSERT INTO register_ready ({", ".join((staged, "is_new", *links, "school_id"))})
        SELECT r.*, i.school_id IS NULL{chosen},
            coalesce(i.school_id, nextval(pg_get_serial_sequence('{SCHOOL}', 'id')))
        FROM register_staged r {joined}
        LEFT JOIN {NUMBER} i ON i.scheme = '{URN}' AND i.value = r.urn
        ORDER BY r.line"""
    )
    cursor.execute("ANALYZE register_ready")


def _tell_changes(cursor: CursorWrapper, reading: RegisterImport, columns: list[str]) -> int:
    """Write down of each known school that differs what it was and what it becomes. Returns of how many."""
    named = "r.name" if "name" in columns else "s.name"
    told = ", ".join(
        f"'{name.removesuffix('_id')}', CASE WHEN s.{name} IS DISTINCT FROM {_value(name)} "
        f"THEN jsonb_build_array({_shown(name, 's')}, {_shown(name, 'r')}) END"
        for name in columns
    )
    cursor.execute(
        f"""
        INSERT INTO {CHANGE} (reading_id, line, school_id, name, changes)
        SELECT %s, r.line, s.id, {named}, jsonb_strip_nulls(jsonb_build_object({told}))
        FROM register_ready r JOIN {SCHOOL} s ON s.id = r.school_id WHERE {_differs(columns)}""",
        [reading.pk],
    )
    return int(cursor.rowcount)


def _value(name: str) -> str:
    """What a column becomes. The country stands in the row or follows from its type; where neither says it, it stays
    as it is.
    """
    return "coalesce(r.country, s.country)" if name == "country" else f"r.{name}"


def _shown(name: str, side: str) -> str:
    """The value of one side as the list of changes tells it: bodies by their names."""
    if name not in LINKED:
        return _value(name) if side == "r" else f"s.{name}"
    return f"(SELECT b.name FROM {LINKED[name][0]._meta.db_table} b WHERE b.id = {side}.{name})"


def _differs(columns: list[str]) -> str:
    before = ", ".join(f"s.{name}" for name in columns)
    return f"ROW({before}) IS DISTINCT FROM ROW({', '.join(map(_value, columns))})"


def _merge(columns: list[str]) -> str:
    """The one statement that changes what differs and adds what is new, by the model's defaults where a file is
    silent.
    """
    blank = School()
    fields = (*FIELDS, *LINKED)
    silent = {name: "NULL" if (value := getattr(blank, name)) is None else f"'{value}'" for name in fields}
    new = [f"coalesce(r.{name}, {silent[name]})" if name in columns else silent[name] for name in fields]
    return f"""
        MERGE INTO {SCHOOL} s USING register_ready r ON s.id = r.school_id
        WHEN MATCHED AND {_differs(columns)} THEN UPDATE SET {", ".join(f"{name} = {_value(name)}" for name in columns)}
        WHEN NOT MATCHED THEN INSERT (id, {", ".join(fields)}) VALUES (r.school_id, {", ".join(new)})"""
