"""`bin/bench days`: the unit and integration tests on other days of the calendar, so that neither they nor we age.

libfaketime moves the clock of pytest, PostgreSQL and Valkey alike, by one and the same distance, and it goes on from
there. Monotonic clocks stay as they are: what waits for a second still waits for a second.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from iqm_coe.embedded.processes import wrapping

PROJECT = Path(__file__).resolve().parent.parent.parent
LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the kernel's, not ours
SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@dataclass(frozen=True)
class Day:
    """When the tests begin, in UTC, and what is special about it."""

    begins: datetime
    why: str


def _day(begins: str, why: str) -> Day:
    return Day(datetime.fromisoformat(begins).replace(tzinfo=UTC), why)


DAYS = (
    _day("2026-12-31 23:58", "31 December, and New Year while the tests run"),
    _day("2027-02-07 12:00", "a Sunday"),
    _day("2027-03-28 00:58", "the clocks go forward while the tests run"),
    _day("2027-07-15 23:30", "a summer night: London is a day ahead of UTC"),
    _day("2027-10-31 00:58", "the clocks go back while the tests run"),
    _day("2028-02-29 09:00", "the day that most years have not got"),
)
EVERYTHING = ("tests/unit", "tests/integration")
# What .ci/run tries each time: two days; the demo and the year as of today; sessions, keys and mails, which expire.
CUT_DAYS = ["2027-10-31", "2028-02-29"]
CUT = (
    "tests/unit",
    "tests/integration/test_today.py",
    "tests/integration/embedded/test_days.py",
    "tests/integration/accounts/test_signing_in.py",
    "tests/integration/notifications/test_outbox.py",
)


def faketime() -> Path | None:
    """Where libfaketime lies."""
    return next((found for pattern in LIBRARIES for found in Path("/").glob(pattern[1:])), None)


def main(arguments: Sequence[str]) -> int:
    """Every day, or those asked for; arguments behind go to pytest."""
    options, rest = parser().parse_known_args(arguments)
    asked, tests = (options.day or CUT_DAYS, rest or CUT) if options.cut else (options.day, rest or EVERYTHING)
    library = faketime()
    if library is None:
        print("libfaketime is missing. As an administrator: apt-get install libfaketime", file=sys.stderr)
        return 3
    days = [day for day in DAYS if not asked or day.begins.date().isoformat() in asked]
    results = [(day, *_run(day, library, tests)) for day in days]
    for day, seconds, status in results:
        print(f"{'FAILED' if status else 'ok    '} {day.begins:%d %B %Y %H:%M} {seconds:5.0f} s  {day.why}")
    return 1 if not results or any(status for _, _, status in results) else 0


def parser() -> argparse.ArgumentParser:
    """The options of bin/bench days."""
    made = argparse.ArgumentParser(prog="bin/bench days", description=__doc__, allow_abbrev=False)
    made.add_argument("--day", action="append", metavar="YYYY-MM-DD", help="only this one of the days, or several")
    made.add_argument("--cut", action="store_true", help="two of the days, with some of the tests, as in .ci/run")
    return made


def _run(day: Day, library: Path, arguments: Sequence[str]) -> tuple[float, int]:
    print(f"\n== {day.begins:%A, %d %B %Y %H:%M} UTC: {day.why}", flush=True)
    has_processes = any(word.startswith(("-n", "--numprocesses")) for word in arguments)
    pytest = [sys.executable, "-m", "pytest", "-q", "-m", "not browser", *([] if has_processes else ["-n", "2"])]
    ends_with_us = wrapping(None, signal.SIGTERM)[0]
    command = [*ends_with_us, sys.executable, "-m", "iqm_coe.embedded", "exec", "--tests", "--", *pytest, *arguments]
    began = time.monotonic()
    try:
        status = subprocess.run(command, cwd=PROJECT, env=clock(day, library, os.environ), check=False).returncode
    finally:
        _clear()
    return time.monotonic() - began, status


def clock(day: Day, library: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The environment of that day, with servers of its own: those of the caller stand in today."""
    distance = round((day.begins - datetime.now(UTC)).total_seconds())
    return {
        **{name: value for name, value in given.items() if name not in SERVERS},
        "LANG": given.get("LANG", "C.UTF-8"),
        "PATH": f"{Path(sys.executable).parent}:{given.get('PATH', os.defpath)}",
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{distance:+d}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "RACE_RUNS": given.get("RACE_RUNS", "1"),  # who wins a race hangs on no day: once is enough
        "PYTHONPATH": str(PROJECT / "tests/bench/clock"),
    }


def _clear() -> None:
    """Remove what libfaketime left of processes that were killed: a later one of the same number would stumble."""
    for left in SHARED_MEMORY.glob("*faketime_*"):
        number = left.name.rpartition("_")[2]
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            with suppress(OSError):
                left.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
