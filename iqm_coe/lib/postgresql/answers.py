"""The database's answers to words that come back again and again; whether there are any is asked for a page at once.

Of the thirty questions of a list of tasks most find nothing, and each costs what a question costs. So what was asked
the last time that a page was made is asked first, in one statement: whether there is any row now. What has none is not
asked by itself. All of them are in it, also those that found rows, so that it has the same words for all who are asked
the same. Nothing is answered from before: the database says it for this page.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from threading import Lock
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.psycopg_any import mogrify
from psycopg.rows import TupleRow

from iqm_coe.lib.postgresql.base import prepared
from iqm_coe.lib.postgresql.wording import numbered

MOST_PAGES = 200  # in a process, of which it is known what they ask
MOST_MET = 100  # statements of which it is remembered that they were asked once
FEWEST = 3  # statements that one is asked for instead
Params = list[Any]  # of a statement
Answer = list[TupleRow]
_Statement = tuple[str, Params]


class _Page:
    """What one page asks, and which of it is known to find nothing."""

    def __init__(self, nothing: list[_Statement]) -> None:
        self._nothing, self.asked = nothing, list[_Statement]()

    def has_nothing_for(self, sql: str, params: Params) -> bool:
        if not _is_among(self.asked, sql, params) and numbered(sql):
            self.asked.append((sql, params))
        return _is_among(self._nothing, sql, params)


def _is_among(statements: list[_Statement], sql: str, params: Params) -> bool:
    return any(sql is known and params == of for known, of in statements)


_now: ContextVar[_Page | None] = ContextVar("now", default=None)
_last: OrderedDict[Hashable, list[_Statement]] = OrderedDict()
_met: OrderedDict[str, None] = OrderedDict()
_lock = Lock()


def answered(sql: str, params: Params) -> Answer:
    """What the database says: asked as a prepared statement, where it can be one."""
    page = _now.get()
    if page and page.has_nothing_for(sql, params):
        return []
    return _asked(sql, params, numbered(sql))


def _asked(sql: str, params: Params, prepared_as: str | None) -> Answer:
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()  # what a new one is told first is no prepared statement
    with prepared() if prepared_as else nullcontext(), connection.cursor() as cursor:
        cursor.execute(prepared_as or sql, params)
        answer: Answer = cursor.fetchall()
    return answer


def answered_if_met(sql: str, params: Params) -> Answer:
    """The same of words of which nobody knows whether they come back: prepared from the second time on."""
    with _lock:
        is_met = sql in _met
        _met[sql] = None
        _met.move_to_end(sql)
        if len(_met) > MOST_MET:
            _met.popitem(last=False)
    return answered(sql, params) if is_met else _asked(sql, params, None)


def with_values(sql: str, params: Params) -> str:
    """These words with their values in them, for a text around them: what the database has to know of when it plans."""
    words: str = mogrify(sql, params, connections[DEFAULT_DB_ALIAS])
    return words.replace("%", "%%")


@contextmanager
def foreseen(*page: Hashable) -> Iterator[None]:
    """Make a page within this block, which only reads; by `page` it is known when it is made again."""
    with _lock:
        before = _last.pop(page, [])
    made = _Page(_still_nothing(before) if len(before) >= FEWEST else [])
    token = _now.set(made)
    try:
        yield
    finally:
        _now.reset(token)
        with _lock:
            _last[page] = made.asked
            while len(_last) > MOST_PAGES:
                _last.popitem(last=False)


def _still_nothing(before: list[_Statement]) -> list[_Statement]:
    """Those of these statements that find nothing now."""
    asked = ", ".join(f"EXISTS ({sql})" for sql, _params in before)
    (is_there,) = answered(f"SELECT {asked}", [param for _sql, params in before for param in params])
    return [statement for statement, found in zip(before, is_there, strict=True) if not found]
