"""A query as SQL worked it out, and its rows fetched by that without working it out again."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, Prefetch, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from psycopg.types.json import Jsonb

from iqm_coe.lib.postgresql.answers import Answer, Params, answered

M = TypeVar("M", bound=Model)
Row = TypeVar("Row")
_SHAPE = ("_iterable_class", "_fields", "_prefetch_related_lookups")  # of rows: what they give, beside their query


@dataclass(frozen=True)
class Worked:
    """What these rows are in SQL, and the compiler that knows their columns. `sql` is None where nothing can match."""

    compiler: SQLCompiler
    sql: str | None
    params: tuple[object, ...]

    @classmethod
    def out(cls, rows: QuerySet[M, Row]) -> "Worked":
        compiler = rows.query.get_compiler(rows.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return cls(compiler, None, ())
        return cls(compiler, sql, tuple(params))

    def same_params(self, others: Sequence[object]) -> list[bool]:
        """Of each parameter whether it is the same as the other one at its place."""
        pairs = zip(self.params, others, strict=True)
        return [_plain(mine) == _plain(other) for mine, other in pairs]


def _plain(param: object) -> object:
    """The value itself of what goes to the database in a wrapping of its own."""
    return param.obj if isinstance(param, Jsonb) else param


class _Answered(Query):
    """A query whose answer is there already; nothing is ever built on it."""

    def __init__(self, query: Query, compiler: SQLCompiler, answer: Answer) -> None:
        self.__dict__.update(query.__dict__)
        self._compiler, self._answer = compiler, answer

    def get_compiler(self, using: str | None = None, *args: object, **kwargs: object) -> SQLCompiler:
        compiler = copy.copy(self._compiler)
        vars(compiler).update(connection=connections[using or DEFAULT_DB_ALIAS], execute_sql=self._in_chunks)
        return compiler

    def _in_chunks(self, *args: object, **kwargs: object) -> list[Answer]:
        return [self._answer]


def fetched(rows: QuerySet[M, Row], worked: Worked, params: Params) -> list[Row]:
    """The rows of these parameters, as these rows would be: they say what each is, and are not fetched themselves. An
    answer without rows makes no objects.
    """
    answer = [] if worked.sql is None else answered(worked.sql, params)
    if not answer:
        return []
    if worked.compiler.has_extra_select:  # columns that only sort
        answer = [row[: worked.compiler.col_count] for row in answer]
    again = type(rows)(rows.model, _Answered(rows.query, worked.compiler, answer), rows.db)
    vars(again).update((name, vars(rows)[name]) for name in _SHAPE)
    return list(again)


def brings_along(rows: QuerySet[M, Row]) -> bool:
    """Whether these rows come with objects, or rows of others, that were worked out beside them."""
    fetched = vars(rows)["_prefetch_related_lookups"]
    return bool(vars(rows)["_known_related_objects"]) or any(isinstance(one, Prefetch) for one in fetched)


def asked(rows: QuerySet[M, Row]) -> list[Row]:
    """Rows that are worked out anew, and fetched as those that are not: their words come back, with other values."""
    if brings_along(rows):
        return list(rows)
    worked = Worked.out(rows)
    return fetched(rows, worked, Params(worked.params))
