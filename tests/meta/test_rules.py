"""docs/rules.md against the tests: what is called built is proved, and what is marked proves something."""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import ascii_lowercase

PROJECT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (R\d+)([a-z]{1,2}) \| .+ \| (built|part|planned) \|$")
RULES = 48
# After z comes aa.
LETTERS = [*ascii_lowercase, *(f"a{letter}" for letter in ascii_lowercase)]


@dataclass(frozen=True)
class Marked:
    """A test and the clauses it says it proves."""

    where: str
    clauses: tuple[str, ...]
    asserts: bool


def clauses() -> dict[str, str]:
    """Each clause of docs/rules.md with its status."""
    rows = map(ROW.match, (PROJECT / "docs/rules.md").read_text().splitlines())
    return {row[1] + row[2]: row[3] for row in rows if row}


def named_by(decorators: list[ast.expr]) -> tuple[str, ...]:
    """The clauses of every `pytest.mark.rule(...)` among these."""
    marks = [one for one in decorators if isinstance(one, ast.Call) and ast.unparse(one.func) == "pytest.mark.rule"]
    return tuple(ast.literal_eval(argument) for mark in marks for argument in mark.args)


def asserts(function: ast.AST, asserting: set[str]) -> bool:
    """Whether something in it can fail: an assert, pytest.raises, or a helper of the module that asserts."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"pytest.raises", *asserting}:
            return True
    return False


def marked_in(source: str, where: str) -> list[Marked]:
    """The marked tests of one file; a mark on the module holds for each of its tests."""
    tree = ast.parse(source)
    every = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    helpers = {node.name for node in every if not node.name.startswith("test_") and asserts(node, set())}
    whole = _of_the_module(tree)
    return [
        Marked(f"{where}::{node.name}", named, asserts(node, helpers))
        for node in every
        if node.name.startswith("test_") and (named := named_by(node.decorator_list) + whole)
    ]


def _of_the_module(tree: ast.Module) -> tuple[str, ...]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            marks = node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
            return named_by(marks)
    return ()


@cache
def marked() -> list[Marked]:
    """Every marked test there is."""
    files = sorted((PROJECT / "tests").rglob("test_*.py"))
    return [one for file in files for one in marked_in(file.read_text(), str(file.relative_to(PROJECT)))]


def test_rules_are_all_listed_with_clauses_in_order():
    letters: dict[str, list[str]] = defaultdict(list)
    for clause in clauses():
        rule = clause.rstrip(ascii_lowercase)
        letters[rule].append(clause.removeprefix(rule))

    assert list(letters) == [f"R{number}" for number in range(1, RULES + 1)]
    assert [rule for rule, found in letters.items() if found != LETTERS[: len(found)]] == []


def test_rows_that_begin_with_a_rule_are_all_understood():
    lines = (PROJECT / "docs/rules.md").read_text().splitlines()

    assert [line for line in lines if line.startswith("| R") and not ROW.match(line)] == []


def test_marks_name_clauses_there_are():
    known = clauses()

    assert [(one.where, one.clauses) for one in marked() if not set(one.clauses) <= set(known)] == []


def test_clauses_called_built_are_proved():
    proved = {clause for one in marked() for clause in one.clauses}

    assert [clause for clause, status in clauses().items() if status == "built" and clause not in proved] == []


def test_clauses_called_planned_are_not_proved():
    proved = {clause for one in marked() for clause in one.clauses}

    assert [clause for clause, status in clauses().items() if status == "planned" and clause in proved] == []


def test_marks_stand_on_tests_that_assert():
    assert [one.where for one in marked() if not one.asserts] == []


def test_mark_on_a_test_that_asserts_nothing_is_found():
    source = '@pytest.mark.rule("R1a")\ndef test_nothing():\n    made = 1\n'

    assert marked_in(source, "here") == [Marked("here::test_nothing", ("R1a",), asserts=False)]


def test_mark_on_a_test_that_asserts_through_a_helper_counts():
    source = 'def sure():\n    assert 1\n\n@pytest.mark.rule("R1a", "R2a")\ndef test_it():\n    sure()\n'

    assert marked_in(source, "here") == [Marked("here::test_it", ("R1a", "R2a"), asserts=True)]
