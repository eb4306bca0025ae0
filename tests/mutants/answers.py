"""What a function says instead of its own answer: always, or never; and how it is put in every reference's place."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import FunctionType, UnionType
from typing import Any, get_args, get_origin

from django.db.models import Model, Q, QuerySet

from centres.membership.conditions.interest import Interest
from reviews.visits.conditions.conflict import Conflict
from reviews.visits.enums import ConflictKind

# Given the function itself and what it was asked, what is said instead.
Answer = Callable[..., Any]
MADE_UP: dict[type, Callable[[], Any]] = {
    str: lambda: "Made up.",
    dict: dict,
    Conflict: lambda: Conflict(ConflictKind.RECIPROCAL, "Made up."),
}
PLAIN: dict[Any, tuple[Any, Any]] = {
    bool: (True, False),
    str: ("Made up.", ""),
    int: (1, 0),
    Decimal: (Decimal(1), Decimal(0)),
    Q: (Q(), Q(pk__in=[])),
}


def stand_in(*args: Any, **kwargs: Any) -> Any:
    return "the answer".__call__(*args, **kwargs)


def put(function: FunctionType, answer: Answer) -> None:
    """Whoever holds the function, by import or in a table of permissions, gets the answer from now on. Its code is
    exchanged, since a name in a module reaches only those who look there; a closure keeps as many free variables.
    """
    code, own = stand_in.__code__, function.__code__
    original = FunctionType(own, function.__globals__, own.co_name, function.__defaults__, function.__closure__)
    original.__kwdefaults__ = function.__kwdefaults__

    def asked(*args: Any, **kwargs: Any) -> Any:
        return answer(original, *args, **kwargs)

    constants = tuple(asked if one == "the answer" else one for one in code.co_consts)
    function.__code__ = code.replace(co_consts=constants, co_freevars=own.co_freevars, co_name=own.co_name)


def of_visibility() -> Mapping[str, Answer]:
    """`visible_to` shows all of its rows, or none."""
    return {"always": lambda _original, rows, _user: rows, "never": lambda _original, rows, _user: rows.none()}


def of_function(function: FunctionType) -> Mapping[str, Answer]:
    """What this function can say instead, by the type that it returns; nothing where the type has neither."""
    said = function.__annotations__.get("return")
    if said in PLAIN:
        always, never = PLAIN[said]
        return {"always": lambda *_, **__: always, "never": lambda *_, **__: never}
    if isinstance(said, UnionType):
        return {"never": lambda *_, **__: None}
    if said is Interest:
        return {"always": _interest(_everything), "never": _interest(lambda rows: rows.none())}
    kind = get_origin(said) or said
    if kind is QuerySet:
        return {"always": _rows(_everything), "never": _rows(lambda rows: rows.none())}
    if kind in {list, frozenset, set, dict}:
        return _of_collection(kind, get_args(said))
    return {}


def _of_collection(kind: type, holds: tuple[Any, ...]) -> Mapping[str, Answer]:
    never = {"never": lambda *_, **__: kind()}
    first = get_origin(holds[0]) or holds[0] if holds else None
    if kind is dict or not isinstance(first, type):
        return never
    if issubclass(first, Model):
        return {"always": lambda *_, **__: kind([first()]), **never}
    made = MADE_UP.get(first)
    return {"always": lambda *_, **__: kind([made()]), **never} if made else never


def _everything(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.model._base_manager.all()


def _rows(change: Callable[[QuerySet[Any]], QuerySet[Any]]) -> Answer:
    return lambda original, *args, **kwargs: change(original(*args, **kwargs))


def _interest(change: Callable[[QuerySet[Any]], QuerySet[Any]]) -> Answer:
    def answer(original: Callable[..., Interest], *args: Any, **kwargs: Any) -> Interest:
        found = original(*args, **kwargs)
        return replace(found, rows=change(found.rows))

    return answer
