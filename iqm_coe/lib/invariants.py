"""The registry of what must always hold of the whole database, looked at from outside the code that writes it."""

from collections.abc import Mapping

_declared: dict[str, str] = {}


def invariants(queries: Mapping[str, str]) -> Mapping[str, str]:
    """Declare an app's invariants in its invariants.py: a sentence, and a query whose rows are breaches of it."""
    for sentence, query in queries.items():
        if _declared.get(sentence, query) != query:
            raise ValueError(f"The invariant “{sentence}” is declared twice.")
        _declared[sentence] = query
    return queries


def declared_invariants() -> Mapping[str, str]:
    """Every invariant of the product."""
    return dict(_declared)
