"""Proofs that stand with the tests of their room, and are asked for as one: of each constraint, of each invariant."""

import re
from importlib import import_module
from pathlib import Path

TESTS = Path(__file__).parent


def proved(name: str) -> set[str]:
    """The keys of every table of this name that a module of tests declares."""
    declares = re.compile(rf"^{name}\b.*= \{{", re.MULTILINE)
    files = [file for file in sorted(TESTS.rglob("test_*.py")) if declares.search(file.read_text())]
    modules = [import_module(".".join(file.relative_to(TESTS.parent).with_suffix("").parts)) for file in files]
    return {key for module in modules for key in getattr(module, name)}
