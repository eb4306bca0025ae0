"""What bin/test sees to before pytest begins."""

import os

import pytest

from iqm_coe.embedded.tests_runner import COMPILED, USAGE, keep_what_is_compiled, main, paths_that_are_missing


@pytest.fixture(autouse=True)
def _environment(monkeypatch) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)


def test_what_may_not_stand_beside_the_sources_is_compiled_below_var(monkeypatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    keep_what_is_compiled()
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
    assert os.environ["PYTHONPYCACHEPREFIX"] == str(COMPILED)


def test_place_that_somebody_chose_stays(monkeypatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", "/elsewhere")
    keep_what_is_compiled()
    assert os.environ["PYTHONPYCACHEPREFIX"] == "/elsewhere"


def test_elsewhere_python_compiles_as_ever() -> None:
    keep_what_is_compiled()
    assert "PYTHONPYCACHEPREFIX" not in os.environ


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        (["tests/unit"], []),
        (["tests/unit/lib/test_dates.py::test_it", "-k", "a/b"], []),
        (["tests/unit/lib/test_datez.py"], ["tests/unit/lib/test_datez.py"]),
        (["-q", "tests/unit", "tests/nowhere/"], ["tests/nowhere/"]),
        (["--junitxml=/nowhere/result.xml", "-p", "no:randomly"], []),
    ],
)
def test_file_that_is_not_there_is_told_by_name(asked: list[str], missing: list[str]) -> None:
    assert paths_that_are_missing(asked) == missing


def test_nothing_is_run_where_a_file_is_missing(capsys) -> None:
    assert main(["tests/unit/lib/test_datez.py"]) == USAGE
    assert capsys.readouterr().err == "There is no tests/unit/lib/test_datez.py here. Nothing was run.\n"
