"""The other days of the calendar on which the tests run."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from iqm_coe.embedded import days, processes


def test_days_are_those_that_differ() -> None:
    dates = {day.begins.date().isoformat() for day in days.DAYS}
    assert {"2027-03-28", "2027-10-31", "2028-02-29", "2026-12-31"} <= dates
    assert any(day.begins.weekday() == 6 and "Sunday" in day.why for day in days.DAYS)


def test_clock_is_moved_by_one_distance_and_servers_are_the_days_own() -> None:
    day, given = days.DAYS[0], {"DATABASE_URL": "a", "REDIS_URL": "b", "DATABASE_OWNER_URL": "c", "LANG": "C"}

    found = days.clock(day, Path("/lib/faketime.so"), given)

    begins = time.time() + int(found["FAKETIME"])
    assert abs(begins - day.begins.timestamp()) < 60
    assert found["FAKETIME_DONT_FAKE_MONOTONIC"] == "1"
    assert not {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"} & set(found)


def test_servers_follow_the_callers_clock_and_nothing_else_of_theirs() -> None:
    moved = {"LD_PRELOAD": "/lib/faketime.so", "FAKETIME": "+9", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "HOME": "/me"}

    assert processes.clock({"LD_PRELOAD": "/lib/another.so"}) == []
    assert processes.clock(moved) == [
        "env",
        "LD_PRELOAD=/lib/faketime.so",
        "FAKETIME=+9",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
    ]


def test_without_the_library_a_person_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(days, "faketime", lambda: None)

    assert days.main([]) == 3
    assert "apt-get install libfaketime" in capsys.readouterr().err


def test_a_day_that_is_none_of_them_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(days, "faketime", lambda: Path("/lib/faketime.so"))

    assert days.main(["--day", "1999-01-01"]) == 1


def test_database_and_process_agree_on_the_day(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (told,) = cursor.fetchone()
    assert abs((told - datetime.now(UTC)).total_seconds()) < 5
