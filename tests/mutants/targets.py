"""Everything that decides who may and what holds: rules, conditions, visibility and its forms of one row."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from tests.mutants.answers import Answer, of_function, of_visibility

PROJECT = Path(__file__).resolve().parents[2]
PRODUCT = ("iqm_coe", "schools", "centres", "reviews")
FILES = ("rules.py", "conditions/*.py", "querysets.py", "querysets/*.py")


@dataclass(frozen=True, eq=False)
class Target:
    """One function, and what it can be made to say."""

    path: str
    name: str
    function: FunctionType
    answers: Mapping[str, Answer]

    @property
    def key(self) -> str:
        return f"{self.path}:{self.name}"

    @property
    def room(self) -> str:
        """The app's path: centres/billing."""
        return self.path.partition("/rules")[0].partition("/conditions")[0].partition("/querysets")[0]


@dataclass(frozen=True, eq=False)
class Mutant:
    """One target that says always, or never."""

    target: Target
    kind: str

    @property
    def key(self) -> str:
        return f"{self.target.key} {self.kind}"


def files() -> list[str]:
    """The files that hold targets, rules first, since a hole in them is worth most."""
    found = {
        str(file.relative_to(PROJECT)): number
        for root in PRODUCT
        for number, pattern in enumerate(FILES)
        for file in (PROJECT / root).rglob(pattern)
        if file.name != "__init__.py"
    }
    return sorted(found, key=lambda path: (found[path] != 0, "conditions" in path, path))


def targets() -> list[Target]:
    """Each function once, however many names lead to it."""
    found = [target for path in files() for target in _in_file(path)]
    known = {id(target.function) for target in found}
    return found + [target for target in _without_a_name() if id(target.function) not in known]


def _answers(function: FunctionType) -> Mapping[str, Answer]:
    """A predicate put together by `anyone_of` is a lambda, and says nothing of its type."""
    if function.__qualname__.startswith("anyone_of"):
        return {"always": lambda *_: True, "never": lambda *_: False}
    return of_function(function)


def mutants(of: Sequence[Target]) -> list[Mutant]:
    return [Mutant(target, kind) for target in of for kind in target.answers]


def _module(path: str) -> ModuleType:
    return import_module(path.removesuffix(".py").replace("/", "."))


def _in_file(path: str) -> Iterator[Target]:
    module = _module(path)
    for node in ast.parse((PROJECT / path).read_text()).body:
        for name, function in _functions(module, node):
            if name.endswith(".visible_to"):
                yield Target(path, name, function, of_visibility())
            elif "querysets" not in path or function.__annotations__.get("return") is bool:
                yield Target(path, name, function, _answers(function))


def _functions(module: ModuleType, node: ast.stmt) -> Iterator[tuple[str, FunctionType]]:
    """What a statement at the top of a module makes: a function, a predicate by assignment, a class's visible_to."""
    if isinstance(node, ast.ClassDef) and "visible_to" in vars(getattr(module, node.name)):
        yield f"{node.name}.visible_to", vars(getattr(module, node.name))["visible_to"]
    names = [node.name] if isinstance(node, ast.FunctionDef) else []
    if isinstance(node, ast.Assign):
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
    for name in names:
        value: Any = getattr(module, name)
        if isinstance(value, FunctionType):
            yield name, value


def _without_a_name() -> Iterator[Target]:
    """Predicates that are made in a table of permissions itself; the permission is their name."""
    for path in files():
        tables = [value for name, value in vars(_module(path)).items() if name.endswith("PERMISSIONS")]
        if path.endswith("rules.py"):
            for permission, predicate in (pair for table in tables for pair in table.items()):
                yield Target(path, permission, predicate, _answers(predicate))
