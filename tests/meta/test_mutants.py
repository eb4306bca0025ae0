"""The machine behind bin/mutants: what it replaces is replaced for everybody, and its list of exceptions is true."""

import ast
import json
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import FunctionType, SimpleNamespace

import pytest

from iqm_coe.lib.permissions import anyone_of
from tests.mutants.answers import put
from tests.mutants.forks import Job
from tests.mutants.killers import FILE
from tests.mutants.run import NOT_SAID, Run, equivalents
from tests.mutants.targets import PRODUCT, PROJECT, Mutant, mutants, targets


def is_kind(user: object, subject: object = None, *, loudly: bool = False) -> bool:
    return bool(user)


@pytest.fixture(autouse=True)
def _own_code() -> Iterator[None]:
    code = is_kind.__code__
    yield
    is_kind.__code__ = code


def test_replaced_function_answers_whoever_captured_it():
    captured, table = is_kind, {"kind": anyone_of(is_kind)}

    put(is_kind, lambda *_, **__: True)

    assert (captured(None), captured(None, loudly=True), table["kind"](None, None)) == (True, True, True)


def test_replaced_closure_answers_instead_of_what_it_holds():
    either = anyone_of(is_kind)

    put(either, lambda *_: "instead")

    assert either(None, None) == "instead"
    assert is_kind(None) is False


def test_stand_in_can_ask_the_function_itself():
    either = anyone_of(is_kind)

    put(either, lambda original, *asked: not original(*asked))

    assert (either(None, None), either("somebody", None)) == (True, False)


def test_every_rule_has_always_and_never():
    predicates = [one for one in targets() if one.path.endswith("rules.py") and returns_bool(one.function)]

    assert {f"{one.path}:{one.name}" for one in predicates} >= written_predicates()
    assert {key for one in predicates for key in one.answers} == {"always", "never"}


def written_predicates() -> set[str]:
    """Every function of a rules.py that says yes or no, read from the source."""
    files = [file for top in PRODUCT for file in (PROJECT / top).rglob("rules.py")]
    return {
        f"{file.relative_to(PROJECT)}:{node.name}"
        for file in files
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.returns is not None and ast.unparse(node.returns) == "bool"
    }


def returns_bool(function: FunctionType) -> bool:
    return function.__annotations__.get("return") is bool


@dataclass(frozen=True)
class Item:
    nodeid: str
    fixturenames: tuple[str, ...] = ()

    def get_closest_marker(self, _name: str) -> None:
        return None


class Played:
    """In place of the forks and of the records: which of the tests a, b and c fail for which mutant. Only b and c are
    known to ask any.
    """

    def __init__(self, fails: Mapping[str, str], fails_always: str = "") -> None:
        self.fails, self.fails_always = fails, fails_always
        self.items = {name: Item(name) for name in "abc"}
        self.asked: list[str] = []

    def play(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, dict[str, list[str]], float]]:
        for job in jobs:
            tests = "".join(test.nodeid for test in job.tests)
            of_mutant = isinstance(job.name, Mutant)
            self.asked.append(tests if of_mutant else f"unchanged {tests}")
            wrong = self.fails.get(job.name.key, "") if of_mutant else self.fails_always
            yield job, {"failed": [test for test in tests if test in wrong]}, 0.0

    def complete(self, _forks: object, is_wanted: Callable[[str], bool] | None = None, _until: float = 0.0) -> None:
        self.asked.append("its room is recorded" if is_wanted else "all is recorded")

    def asking(self, _target: object) -> list[str]:
        return ["b", "c"]

    def seconds(self, test: str) -> float:
        return {"a": 0.0, "b": 1.0, "c": 100.0}[test]

    def failing(self) -> list[str]:
        return []

    def are_stale(self) -> bool:
        return False


def asked_of(played: Played, known: str = "", **options: int) -> tuple[int, dict[str, str]]:
    """What a run says of one mutant: its status, and who is written down."""
    (mutant,) = MUTANTS[:1]
    run, kept = Run(Namespace(**{"seconds": 0, "cut": 0} | options)), dict[str, str]()
    run.forks = run.records = played
    run.killers = SimpleNamespace(of=lambda _mutant: known, keep=lambda found, _standing: kept.update(found))
    verdicts = run._all([mutant])
    run._keep(verdicts, {mutant.key})
    return run._told([mutant], verdicts), kept


MUTANTS = mutants(targets())
KEY = MUTANTS[0].key


def test_known_test_is_asked_alone():
    played = Played({KEY: "a"})

    assert asked_of(played, known="a") == (0, {KEY: "a"})
    assert played.asked == ["a", "unchanged a"]


def test_where_the_known_test_is_gone_or_does_not_kill_another_is_found():
    for known, before in (("gone", []), ("a", ["a"])):
        played = Played({KEY: "b"})

        assert asked_of(played, known=known) == (0, {KEY: "b"})
        assert played.asked == [*before, "its room is recorded", "b", "unchanged b"]


def test_survivor_of_a_few_tests_is_asked_of_more_and_then_of_all():
    played = Played({})

    assert asked_of(played) == (1, {})
    assert played.asked == ["its room is recorded", "b", "c", "all is recorded", ""]


def test_cut_ends_with_the_tests_of_the_rooms():
    played = Played({})

    assert asked_of(played, cut=1) == (1, {})
    assert played.asked == ["its room is recorded", "b", "c"]


def test_where_time_is_over_nothing_is_said():
    played = Played({KEY: "b"})

    assert asked_of(played, known="a", seconds=-1) == (NOT_SAID, {})
    assert "b" not in played.asked


def test_mutant_whose_killer_fails_with_nothing_changed_is_doubtful():
    assert asked_of(Played({KEY: "a"}, fails_always="a"), known="a") == (1, {})


def test_every_mutant_has_a_test_that_killed_it():
    """`bin/mutants centres/billing/rules.py` looks for those of a file, and writes them down."""
    known, tests = json.loads(FILE.read_text()), written_tests()

    assert {one.key for one in MUTANTS} - equivalents().keys() == known.keys()
    assert {test for test in known.values() if test.partition("[")[0] not in tests} == set()


def written_tests() -> set[str]:
    """Every test by its id, without what it is given."""
    files = sorted((PROJECT / "tests").rglob("test_*.py"))
    return {
        f"{file.relative_to(PROJECT)}::{name}" for file in files for name in names_of_tests(ast.parse(file.read_text()))
    }


def names_of_tests(scope: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node in scope.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            yield from (f"{node.name}::{name}" for name in names_of_tests(node))


def test_equivalent_mutants_are_mutants_and_have_a_reason():
    written = equivalents()

    assert set(written) <= {one.key for one in MUTANTS}
    assert [key for key, row in written.items() if not row["reason"] or "second_reader" not in row] == []
