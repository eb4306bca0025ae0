"""Logs stay small while their writers run on, and no line of a quiet moment is lost (F5)."""

from pathlib import Path

import pytest

from iqm_coe.embedded import rotation
from iqm_coe.embedded.supervisor import Errors, Supervisor


@pytest.fixture(autouse=True)
def _small(monkeypatch) -> None:
    monkeypatch.setattr(rotation, "MOST_BYTES", 20_000)


def test_log_of_a_program_that_runs_on_is_cut_and_no_line_of_it_lost(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    supervisor = Supervisor([Running(log)], [], print)
    with log.open("ab", buffering=0) as out:  # as a program holds it: it appends, and is never told
        for number in range(1500):
            out.write(f"{number} {'x' * 50}\n".encode())
            if number % 40 == 0:
                supervisor.look()
    kept = [*(path for path in rotation.older(log) if path.exists()), log]
    numbers = [int(line.split()[0]) for path in kept for line in path.read_text().splitlines()]
    assert [path.name for path in kept] == ["web.log.4", "web.log.3", "web.log.2", "web.log.1", "web.log"][-len(kept) :]
    assert numbers == list(range(numbers[0], 1500))
    assert len(kept) == 4
    assert max(path.stat().st_size for path in kept) < 25_000


def test_more_files_are_not_kept_than_was_said(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    for number in range(9):
        log.write_text(f"{number} " + "x" * 30_000)
        rotation.rotate(log)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["web.log", *(f"web.log.{n}" for n in range(1, 5))]
    assert [path.read_text()[0] for path in rotation.older(log)] == ["5", "6", "7", "8"]


class Running:
    """A program that does not end."""

    name = "web"
    ended_with = None

    def __init__(self, log: Path) -> None:
        self.log = log


def test_errors_are_shown_of_a_log_that_was_cut_too(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("x" * 30_000 + "\n")
    errors = Errors("web", log)
    assert rotation.rotate(log)
    with log.open("a") as writing:
        writing.write("ERROR after it\n")
    assert errors.new() == ["web: ERROR after it"]


def test_log_that_is_not_there_or_small_stays_as_it_is(tmp_path: Path) -> None:
    assert not rotation.rotate(tmp_path / "none.log")
    (tmp_path / "small.log").write_text("few")
    assert not rotation.rotate(tmp_path / "small.log")
