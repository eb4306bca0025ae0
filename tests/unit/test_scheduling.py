"""Which files a run begins with, and that no worker reads all test modules before the others do."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import scheduling

MODULES = ["tests/unit/test_a.py", "tests/unit/test_b.py", "tests/unit/test_c.py", "tests/unit/test_d.py"]


class Item:
    """A collected test, as far as its place goes."""

    def __init__(self, path: str, *, marks: tuple[str, ...] = ()) -> None:
        self.nodeid, self.path, self.marks = f"{path}::test_it", Path(path), marks
        self.fixturenames = ["_django_db_helper"] if "django_db" in marks else []

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.marks else None


def test_worlds_come_first_then_what_needs_no_database_then_what_takes_seconds() -> None:
    worlds = Item("tests/meta/test_policy.py", marks=("django_db",))
    without = Item("tests/unit/test_words.py")
    every_page = Item("tests/browser/test_every_page.py", marks=("django_db", "slow"))
    slow = Item("tests/integration/test_races.py", marks=("django_db", "slow"))
    quick = Item("tests/integration/test_roles.py", marks=("django_db",))
    items = [quick, slow, every_page, without, worlds]

    scheduling.longest_first(items)

    assert items == [worlds, without, every_page, slow, quick]


@pytest.fixture
def read(tmp_path, monkeypatch) -> list[str]:
    """The modules that were imported, in their order."""
    for module in MODULES:
        (tmp_path / module).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / module).touch()
    names: list[str] = []
    monkeypatch.setattr(scheduling, "import_module", names.append)
    return names


def config_of(root: Path, worker: str | None, *, asked: str = "tests") -> SimpleNamespace:
    config = SimpleNamespace(rootpath=root, args=[asked], getini=lambda _name: ["tests"])
    if worker:
        config.workerinput = {"workerid": worker, "workercount": 2}
    return config


@pytest.mark.parametrize(("worker", "order"), [("gw0", "abcd"), ("gw1", "cdab")])
def test_each_worker_begins_at_another_module(read, tmp_path, worker: str, order: str) -> None:
    scheduling.read_in_turns(config_of(tmp_path, worker))

    assert read == [f"tests.unit.test_{letter}" for letter in order]


def raise_syntax_error(name: str) -> None:
    raise SyntaxError(name)


def skip_it(name: str) -> None:
    pytest.skip(name, allow_module_level=True)


@pytest.mark.parametrize("imported", [raise_syntax_error, skip_it])
def test_module_that_cannot_be_read_is_left_to_those_who_collect_it(read, tmp_path, monkeypatch, imported) -> None:
    """A worker that ends here takes the run with it, without a word about the module."""
    tried = []
    monkeypatch.setattr(scheduling, "import_module", lambda name: (tried.append(name), imported(name)))
    scheduling.read_in_turns(config_of(tmp_path, "gw0"))

    assert len(tried) == len(MODULES)


@pytest.mark.parametrize(("worker", "asked"), [(None, "tests"), ("gw0", "tests/unit")])
def test_nothing_is_read_beforehand_without_workers_or_where_less_is_asked(read, tmp_path, worker, asked) -> None:
    scheduling.read_in_turns(config_of(tmp_path, worker, asked=asked))

    assert read == []
