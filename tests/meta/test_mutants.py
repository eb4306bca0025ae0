"""The machine behind bin/mutants: what it replaces is replaced for everybody, and its list of exceptions is true."""

import ast
from argparse import Namespace
from collections.abc import Iterator
from types import FunctionType, SimpleNamespace

import pytest

from iqm_coe.lib.permissions import anyone_of
from tests.mutants.answers import put
from tests.mutants.run import Run, equivalents, is_killed
from tests.mutants.targets import PRODUCT, PROJECT, mutants, targets


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


def test_mutant_whose_killer_fails_with_nothing_changed_is_doubtful():
    first, second, third, fourth = mutants(targets())[:4]
    run = Run(Namespace())
    run.records = SimpleNamespace(items={name: SimpleNamespace(nodeid=name) for name in ("a::b", "c::d")}, seconds=None)
    run.forks = SimpleNamespace(play=lambda jobs: [(job, {"failed": ["a::b"] * (job.name == "a")}, 0) for job in jobs])
    said = {first: "killed by a::b", second: "killed by c::d", third: "killed: timed out", fourth: "SURVIVED 1 of 1"}

    verdicts = run._without_doubtful(said)

    assert [is_killed(verdict) for verdict in verdicts.values()] == [False, True, True, False]
    assert verdicts[first] == "DOUBTFUL: killed by a::b, which fails also with nothing changed"


def test_equivalent_mutants_are_mutants_and_have_a_reason():
    written = equivalents()

    assert set(written) <= {one.key for one in mutants(targets())}
    assert [key for key, row in written.items() if not row["reason"] or "second_reader" not in row] == []
