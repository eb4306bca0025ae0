"""What bin/run and bin/lock say to a person, and the parts of the runner that need no servers."""

import re
import subprocess
from pathlib import Path

import pytest

from iqm_coe.embedded import bench, runner, servers, system_packages
from iqm_coe.embedded.locks import Lock
from iqm_coe.embedded.machine import bench_parser
from iqm_coe.embedded.places import PROJECT, Places
from iqm_coe.embedded.problem import LauncherError
from iqm_coe.embedded.supervisor import MOST_RESTARTS, Errors, Supervisor


def bin_run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROJECT / "bin/run", *arguments],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("verb", bench.VERBS)
def test_each_verb_of_the_bench_is_told(verb: str) -> None:
    made = bench_parser()
    explained = next(action.help for action in made._actions if action.dest == "verb")
    assert re.search(rf"\b{verb}\b", made.usage)
    assert f"{verb}:" in explained


class Failing:
    """A program that ends as soon as it is started."""

    name = "web"
    ended_with = 1

    def __init__(self, log: Path) -> None:
        self.log, self.starts = log, 0

    def start(self) -> None:
        self.starts += 1

    def stop(self) -> None:
        return

    def last_lines(self) -> str:
        return "the last words"


def test_help_and_a_new_secret_need_no_set_up() -> None:
    told, first, second = bin_run("--help"), bin_run("--new-secret"), bin_run("--new-secret")
    assert told.returncode == 0
    assert {"--port", "--reset", "--big", "--new-secret"} <= set(
        told.stdout.replace("]", " ").replace("[", " ").split()
    )
    assert first.stdout != second.stdout
    assert len(first.stdout.strip()) >= 64


def test_wrong_option_ends_without_a_traceback() -> None:
    told = bin_run("--port", "many")
    assert told.returncode == 2
    assert "Traceback" not in told.stderr


def test_second_runner_is_refused_with_a_clear_line(
    where: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runner, "places", lambda: where)
    monkeypatch.setattr(servers, "stop_on_signals", lambda: None)
    lock = Lock(where.run / "lock")
    assert lock.take()
    try:
        assert runner.main(["--port", "1"]) == 1
    finally:
        lock.release()
    assert "It is running here already" in capsys.readouterr().err


def test_reset_refuses_a_database_that_the_caller_brought(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://theirs@host/name")
    with pytest.raises(LauncherError, match="--reset does not empty it"):
        runner.empty(None)  # type: ignore[arg-type]


def test_program_that_keeps_ending_stops_everything_with_its_last_words(tmp_path: Path) -> None:
    said: list[str] = []
    failing = Failing(tmp_path / "web.log")
    supervisor = Supervisor([failing], [], said.append)
    for _ in range(MOST_RESTARTS):
        supervisor.look()
    with pytest.raises(LauncherError, match="the last words"):
        supervisor.look()
    assert failing.starts == MOST_RESTARTS
    assert said == ["web has ended (status 1); starting it again."] * MOST_RESTARTS


def test_only_new_and_whole_error_lines_are_shown(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("ERROR before\n")
    errors = Errors("web", log)
    with log.open("a") as writing:
        writing.write("INFO fine\n2026 ERROR broken\nCRITICAL hal")
    first = errors.new()
    with log.open("a") as writing:
        writing.write("f\n")
    assert first == ["web: 2026 ERROR broken"]
    assert errors.new() == ["web: CRITICAL half"]


def test_administrator_is_told_one_line() -> None:
    told = system_packages.administrators_line(["a", "b"])
    lines = [line for line in told.splitlines() if line.startswith("    ")]
    assert lines == ["    apt-get update && apt-get install -y --no-install-recommends a b"]
