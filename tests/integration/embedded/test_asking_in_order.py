"""bin/doctor where nothing could be asked yet: one sentence that says what to do first."""

from pathlib import Path

import pytest

from iqm_coe.embedded import doctor, machine, runner, servers
from iqm_coe.embedded.places import Places, places
from iqm_coe.embedded.preparation import connected
from iqm_coe.embedded.problem import LauncherError


@pytest.fixture(autouse=True)
def nothing_brought(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def test_clone_that_never_ran_says_so_and_makes_no_database(project: Path, where: Places) -> None:
    with pytest.raises(LauncherError, match="bin/run is not running here: start it first"):
        doctor.require_running(project)

    assert not where.data.exists()
    assert servers.ordinary_lock(where).take()


def test_one_that_gets_ready_says_so_with_its_log_and_one_that_serves_is_asked(project: Path, where: Places) -> None:
    lock = servers.ordinary_lock(where)
    assert lock.take()

    with pytest.raises(LauncherError, match=r"serves nobody yet.*var/log/manage\.log tells more"):
        doctor.require_running(project)
    (where.run / "web.pid").touch()
    doctor.require_running(project)


@pytest.mark.slow
def test_interrupted_restore_is_told_before_anything_else(project: Path) -> None:
    with servers.ordinary(project, {}) as environment:
        with connected(environment["DATABASE_OWNER_URL"]) as connection:
            connection.execute("CREATE TABLE restore_unfinished ()")
        with pytest.raises(LauncherError, match="Say bin/restore BACKUP again"):
            runner._make_way(places(project), environment)

    with pytest.raises(LauncherError, match="A restore was interrupted"):
        doctor.require_running(project)


def test_doctor_names_the_port_of_the_run(where: Places) -> None:
    where.run.mkdir(parents=True)
    assert doctor.port_of(where) == 8000
    (where.run / "port").write_text("8123")
    assert doctor.port_of(where) == 8123


def test_bin_doctor_is_the_one_that_looks_first() -> None:
    assert machine.program("doctor", ["--mail", "a@b.example"]) == ["iqm_coe.embedded.doctor", "--mail", "a@b.example"]


@pytest.mark.parametrize("words", [["doctor", "--mail", "nonsense"], ["run", "--port", "abc"], ["run", "--port", "0"]])
def test_value_that_cannot_be_meant_is_said_in_words(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        machine.PARSERS[words[0]]().parse_args(words[1:])

    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert f"{words[2]!r} is no " in said
    assert "value" not in said
