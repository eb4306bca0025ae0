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


class _AskedAgain(Query):
    """A query that is fetched by what was worked out; nothing is ever built on it."""

    def __init__(self, query: Query, worked: Worked, params: list[object]) -> None:
        self.__dict__.update(query.__dict__)
        self._worked, self._params = worked, params

    def get_compiler(self, using: str | None = None, *args: object, **kwargs: object) -> SQLCompiler:
        compiler = copy.copy(self._worked.compiler)
        vars(compiler).update(connection=connections[using or DEFAULT_DB_ALIAS], as_sql=self._as_sql)
        return compiler

    def _as_sql(self, with_limits: bool = True, with_col_aliases: bool = False) -> tuple[str, list[object]]:
        if self._worked.sql is None:
            raise EmptyResultSet
        return self._worked.sql, self._params


def fetched(rows: QuerySet[M, Row], worked: Worked, params: list[object]) -> list[Row]:
    """The rows of these parameters, as these rows would be: they say what each is, and are not fetched themselves."""
    again = type(rows)(rows.model, _AskedAgain(rows.query, worked, params), rows.db)
    vars(again).update((name, vars(rows)[name]) for name in _SHAPE)
    return list(again)


def brings_along(rows: QuerySet[M, Row]) -> bool:
    """Whether these rows come with objects, or rows of others, that were worked out beside them."""
    fetched = vars(rows)["_prefetch_related_lookups"]
    return bool(vars(rows)["_known_related_objects"]) or any(isinstance(one, Prefetch) for one in fetched)
