"""What a register of the size of England's costs beside a bare COPY of the same rows into the same tables, and how much
memory it takes: `bin/bench register`. Runs as a process of its own, whose peak is what a worker would need.
"""

import csv
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from schools.flows import register

ROWS = 65_000
MOST_TIMES_A_COPY = 5
MOST_MEMORY = 150  # MB of the whole process, Django included
ROUNDS = 3


def write_register(path: Path, rows: int, *, grown_by: int = 0) -> None:
    """A file in the shape of the published one: the demo's 500 rows, with numbers of their own; `grown_by` pupils more
    change every row.
    """
    sample = Path(__file__).parents[2] / "iqm_coe" / "demo" / "register" / "register-sample.csv"
    with sample.open(encoding="cp1252", newline="") as file:
        header, *known = csv.reader(file)
    at = {name: header.index(name) for name in ("URN", "UKPRN", "EstablishmentNumber", "NumberOfPupils", "LA (code)")}
    with path.open("w", encoding="cp1252", errors="replace", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(header)
        for number in range(rows):
            row = list(known[number % len(known)])
            row[at["URN"]], row[at["UKPRN"]] = str(100_000 + number), str(10_000_000 + number)
            row[at["LA (code)"]], row[at["EstablishmentNumber"]] = str(200 + number // 9000), str(1000 + number % 9000)
            row[at["NumberOfPupils"]] = str(int(row[at["NumberOfPupils"]] or 0) + grown_by)
            writer.writerow(row)


def bare_copy(tables: list[str], folder: Path) -> float:
    """Seconds that PostgreSQL takes to copy the rows of these tables into them: indexes, keys and checks included."""
    for table in tables:
        written = (folder / table).open("wb")
        with connection.cursor() as cursor, written as out, cursor.copy(f"COPY {table} TO STDOUT") as copy:
            for piece in copy:
                out.write(piece)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            with (folder / table).open("rb") as file, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                while piece := file.read(1 << 16):
                    copy.write(piece)
    return time.perf_counter() - started


def measure(check: Callable[..., None], folder: Path) -> None:
    """Read a register into empty tables, read it again, read it with every row changed; then copy it barely."""
    first, grown = folder / "first.csv", folder / "grown.csv"
    write_register(first, ROWS)
    write_register(grown, ROWS, grown_by=1)
    seconds = {}
    for name, path in (("into empty tables", first), ("read again", first), ("every row changed", grown)):
        started = time.perf_counter()
        with path.open("rb") as file:
            reading = register.read(file, file_name=path.name, by=None, at=timezone.now())
        seconds[name] = time.perf_counter() - started
        print(f"       {name}: {reading.created} new, {reading.updated} changed, {reading.unchanged} as before")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    barely = bare_copy(["schools_school", "schools_identifier"], folder)
    for name, took in seconds.items():
        seen = f"{took:.1f} s : {barely:.1f} s"
        check(f"register of {ROWS} rows, {name}: times a bare COPY ({seen})", took / barely, MOST_TIMES_A_COPY)
    check(f"register of {ROWS} rows: peak of the process", peak, MOST_MEMORY, " MB")


def main() -> int:
    has_failed = False

    def check(what: str, value: float, most: float, unit: str = "") -> None:
        nonlocal has_failed
        has_failed |= value > most
        print(f"{'ok  ' if value <= most else 'OVER'} {what} {value:.2f}{unit}  (at most {most:g}{unit})")

    made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
    try:
        with tempfile.TemporaryDirectory() as folder:
            measure(check, Path(folder))
    finally:
        teardown_databases(made, verbosity=0)
    return int(has_failed)


if __name__ == "__main__":
    sys.exit(main())
