"""What bin/test sees to before pytest begins."""

import os

import pytest

from iqm_coe.embedded.tests_runner import COMPILED, keep_what_is_compiled


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
