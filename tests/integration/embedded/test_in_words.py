"""What an operator did wrong, or the machine lacks, is a sentence with a next step, and no traceback."""

import argparse
import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from iqm_coe.embedded import backups, machine, problem, servers
from iqm_coe.embedded.__main__ import main as embedded_main
from iqm_coe.embedded.commands import Commands
from iqm_coe.embedded.places import PROJECT, Places
from iqm_coe.embedded.postgres import Postgres
from iqm_coe.embedded.preparation import connected
from iqm_coe.embedded.problem import LauncherError
from tests.whole import in_turns

AWAY = "postgres://me:secret@127.0.0.1:1/mine"


def test_another_users_private_folder_is_said_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Root ran it here first: var/log is root's alone, and does not even say whether the lock is in it."""
    theirs, look = tmp_path / "var/log/set-up.lock", Path.stat

    def refused(place: Path, **options: Any) -> os.stat_result:
        if place == theirs:
            raise PermissionError(errno.EACCES, "Permission denied", str(place))
        return look(place, **options)

    monkeypatch.setattr(Path, "stat", refused)
    monkeypatch.setattr(problem.os, "geteuid", lambda: 4711)

    said = problem.cannot_write(PermissionError(errno.EACCES, "Permission denied", str(theirs)), "The set-up")

    assert said.startswith(f"The set-up cannot write {theirs}: Permission denied. That belongs to ")


@pytest.mark.parametrize("place", [None, "/somewhere/file"])
def test_full_disk_is_said_in_words_though_no_file_is_named(place: str | None) -> None:
    said = problem.cannot_write(OSError(errno.ENOSPC, "No space left on device", place))

    assert "the disk is full. Make room there, and say the same again." in said


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "is not the address of a PostgreSQL database"),
        ("mysql://me@host/mine", "is not the address of a PostgreSQL database"),
        ("postgres://me@host:port/mine", "is not the address of a PostgreSQL database"),
        ("postgres://me@host", "is not the address of a PostgreSQL database"),
        (AWAY, "The database mine cannot be reached: "),
    ],
)
def test_address_that_leads_nowhere_is_said_with_what_to_do(url: str, words: str) -> None:
    with pytest.raises(LauncherError) as said:
        connected(url)

    assert words in str(said.value)
    assert "say the same again" in str(said.value)
    assert "secret" not in str(said.value)


@pytest.mark.parametrize(
    ("main", "words"),
    [(backups.main, ["backup"]), (backups.main, ["restore", "B"]), (embedded_main, ["exec", "--", "true"])],
)
def test_database_that_refuses_is_said_in_words_by_every_command(
    main: Callable[[list[str]], int],
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise psycopg.OperationalError("connection failed: no such role\nHINT: look again")

    monkeypatch.setattr(servers, "places", refuses)
    monkeypatch.setattr(backups, "places", refuses)
    monkeypatch.setattr(backups, "found", lambda typed: typed)

    assert main(words) == 1
    assert "did not do what it was asked: connection failed: no such role. " in capsys.readouterr().err


def test_initdb_on_a_full_disk_is_a_sentence(where: Places, project: Path) -> None:
    initdb = project / "initdb"
    initdb.write_text("#!/bin/sh\necho creating; echo 'initdb: error: No space left on device' >&2; exit 1")
    initdb.chmod(0o755)
    where.make()

    with pytest.raises(LauncherError) as said:
        Postgres(where)._make(project)

    assert str(said.value).startswith(f"PostgreSQL cannot make its data: the disk of {where.data} is full. Make room")
    assert len(str(said.value).splitlines()) == 1
    assert not (where.data / "postgres.half-done").exists()


def test_drill_on_a_full_disk_says_that_it_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    def full(_: Postgres) -> None:
        raise psycopg.errors.DiskFull("could not extend file")

    monkeypatch.setattr(Postgres, "start", full)
    backup = project / "iqm-coe-20261128T090000Z"
    backup.mkdir()

    assert backups.main(["restore", "--drill", "--scratch", str(project), str(backup)]) == 1

    told = capsys.readouterr()
    assert "The disk of the database is full. Make room there" in told.err
    assert told.out.startswith("THE DRILL FAILED: ")
    assert told.out.endswith(" London time.\n")
    assert list(project.iterdir()) == [backup]


@pytest.mark.parametrize("typed", ["iqm-coe-20261128T090000Z", "20261128T090000Z"])
def test_backup_is_found_by_its_name_or_stamp_too(project: Path, typed: str) -> None:
    (project / "iqm-coe-20261128T090000Z").mkdir()

    assert backups.found(Path("/elsewhere") / typed, project) == project / "iqm-coe-20261128T090000Z"


def test_backup_that_is_not_there_is_answered_with_those_that_are(project: Path) -> None:
    with pytest.raises(LauncherError, match="holds no backup: bin/backup makes one"):
        backups.found(Path("/elsewhere/b"), project)
    for stamp in ("20261127T090000Z", "20261128T090000Z", "20261126T090000Z.half-done"):
        (project / f"iqm-coe-{stamp}").mkdir()

    for typed in (Path("/elsewhere/b"), project):
        with pytest.raises(LauncherError) as said:
            backups.found(typed, project)
        told = str(said.value).splitlines()
        assert told[0].endswith(f"{project} holds 2, the newest first:")
        assert told[1:] == [f"    bin/restore {project}/iqm-coe-{day}T090000Z" for day in ("20261128", "20261127")]


@pytest.mark.parametrize("words", [["--drill", "--replace"], ["--replace", "--drill", "B"]])
def test_drill_replaces_nothing_and_says_so(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        machine.PARSERS["restore"]().parse_args(words)

    assert ended.value.code == 2
    assert "not allowed with argument" in capsys.readouterr().err


def test_scratch_is_for_a_drill_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert backups.main(["restore", "--scratch", "/elsewhere", "B"]) == 1
    assert "say --drill too, or leave it out" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["run", "test", "backup", "restore", "doctor", "bench", "lock", "mutants"])
def test_every_command_can_be_given_to_sh(name: str) -> None:
    told = subprocess.run(["sh", PROJECT / "bin" / name, "--help"], capture_output=True, text=True, check=False)

    assert (told.returncode, told.stderr) == (0, "")
    assert f"bin/{name}" in told.stdout


@pytest.fixture
def url(project: Path) -> Iterator[str]:
    with servers.ordinary(project, {}) as environment:
        yield environment["DATABASE_OWNER_URL"]


@pytest.mark.slow
@in_turns(2)
@pytest.mark.parametrize("is_half", [True, False])
def test_interrupted_restore_says_how_the_database_stands(
    url: str, is_half: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    if is_half:
        with connected(url) as connection:
            connection.execute("CREATE TABLE restore_unfinished ()")
    monkeypatch.setattr(Commands, "in_person", interrupted)
    given = Commands(Path("log"), {"DATABASE_OWNER_URL": url}, None)

    with pytest.raises(KeyboardInterrupt):
        backups._restore_in_person(given, Path("B"), replace=True)

    said = capsys.readouterr().err
    assert ("half restored and serves nobody. Say bin/restore B again." in said) == is_half
    assert ("The database is whole: " in said) != is_half


def test_command_stopped_by_ctrl_c_shows_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(backups, "_restore_or_drill", interrupted)

    assert backups.main(["restore", "--drill"]) == 130


WAITS = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs the suite beside itself has it ignored
import django.core.management as management
def waits(_):
    try:
        print("waiting", flush=True)
        time.sleep(60)
    finally:
        print("put in order", flush=True)
management.execute_from_command_line = waits
import runpy
runpy.run_path("manage.py", run_name="__main__")
"""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_command_of_djangos_puts_things_in_order_when_it_is_stopped(number: int, status: int) -> None:
    command = subprocess.Popen(
        [sys.executable, "-c", WAITS], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert command.stdout is not None
    assert command.stdout.readline() == "waiting\n"
    time.sleep(0.1)
    command.send_signal(number)

    try:
        out, errors = command.communicate(timeout=20)
    finally:
        command.kill()  # where it has ended, nothing happens

    assert (command.returncode, out, errors) == (status, "put in order\n", "")
