"""Names are compared by what they say and sorted as a dictionary sorts them, on every server alike.

`name__says="st marys"` finds “St. Marys”, `name__reads_as` wants the whole of it; `order_by(in_order("school__name"))`
puts “Écosse” before “Eden”. `name__resembles` finds “Oakfield” by “oakfeild”. All ask functions of the database's own,
on which indexes stand: a collation of dictionaries is not to be had everywhere.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Expression, Func, GeneratedField, Lookup, OrderBy, TextField
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler

LEAVES_NOTHING, LEAVES_A_BLANK = re.compile("[\"'‘’“”.`]"), re.compile(r"[^\w\s]|_")

MOST_KNOWN = 10_000  # names of which the order is known in a process

Sql = tuple[str, tuple[str | int, ...]]
_orders: dict[str, str] = {}


class Folded(Func):
    """What a text says: without case, accents, blanks, dots, dashes and quotes."""

    function = "iqm_fold"
    arity = 1
    output_field = TextField()


class Ordered(Func):
    """Where a name stands in a dictionary: its words without case, accents and signs."""

    function = "iqm_order"
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """Of a name of many it stands in a column."""
        (name,) = self.get_source_expressions()
        if isinstance(name, Col) and isinstance(name.target, NameOfMany):
            return compiler.compile(_beside(name, "order"))
        return self.as_sql(compiler, connection)


class OrderedAnew(Ordered):
    """The same, worked out of the name itself: what the column beside it is made by."""

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """As any function."""
        return self.as_sql(compiler, connection)


def in_order(name: str = "name") -> OrderBy:
    """By a name, in the order of a dictionary; give what tells equal ones apart behind it."""
    return Ordered(name).asc()


def order_of(name: str) -> str:
    """The same order for a list that is put together from several questions."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    words = LEAVES_NOTHING.sub("", bare.casefold().replace("&", " and "))
    return " ".join(LEAVES_A_BLANK.sub(" ", words).split())


def orders_of(names: Iterable[str]) -> dict[str, str]:
    """By name where it stands in the order of `in_order`. That follows from the name alone, so the database is asked
    for each once: to sort five hundred names takes it longer than to find them.
    """
    known = {name: _orders.get(name) for name in names}
    missing = [name for name, order in known.items() if order is None]
    if missing:
        with connection.cursor() as cursor:
            cursor.execute("SELECT said, iqm_order(said) FROM unnest(%s::text[]) AS said", [missing])
            told = dict(cursor.fetchall())
        if len(_orders) > MOST_KNOWN:
            _orders.clear()
        _orders.update(told)
        known.update(told)
    return {name: order or "" for name, order in known.items()}


def says_index(column: str, name: str) -> GinIndex:
    """What `says` finds a column by."""
    return GinIndex(OpClass(Folded(column), name="gin_trgm_ops"), name=name)


def resembles_index(column: str, name: str) -> GinIndex:
    """What `resembles` and `has_word_from` find a column by."""
    return GinIndex(OpClass(Ordered(column), name="gin_trgm_ops"), name=name)


class _Compared(Lookup):  # type: ignore[type-arg]  # generic for the type checker alone
    """Both sides folded. Words that say nothing, such as a dash alone, are found nowhere."""

    left = "iqm_fold({})"
    condition: str

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = self.process_rhs(compiler, connection)
        folded = f"iqm_fold({right})"
        sql = f"({self.left.format(left)} {self.condition.format(folded)} AND {folded} <> '')"
        return sql, (*of_left, *of_right, *of_right)


@CharField.register_lookup
@TextField.register_lookup
class Says(_Compared):
    """The text holds these words. The fold of them has no sign that LIKE would take for more than itself."""

    lookup_name = "says"
    condition = "LIKE '%%' || {} || '%%'"


def said(name: str = "name") -> GeneratedField:
    """The column beside a name that holds what it says."""
    return GeneratedField(expression=Folded(name), output_field=TextField(), db_persist=True)


def ordered(name: str = "name") -> GeneratedField:
    """The column beside a name that holds where it stands in a dictionary."""
    return GeneratedField(expression=OrderedAnew(name), output_field=TextField(db_collation="C"), db_persist=True)


class NameOfMany(CharField):  # type: ignore[type-arg]  # generic for the type checker alone
    """A name in a table in which thousands are searched. What it says and where it stands in a dictionary are columns
    beside it, `name_said` and `name_order`, made by the database (`said`, `ordered`): to work that out of the names
    that an index offers takes it longer than all else.
    """


def _beside(name: Expression, what: str) -> Col:
    """The column beside that of a name, in the same table of a question."""
    beside = name.target.model._meta.get_field(f"{name.target.name}_{what}") if isinstance(name, Col) else None
    if not isinstance(name, Col) or not isinstance(beside, GeneratedField):
        raise TypeError(f"{name!r} is no column with another beside it.")
    return Col(name.alias, beside)


@NameOfMany.register_lookup
class SaysBeside(Says):
    """The same, asked of the column beside it."""

    left = "{}"

    def process_lhs(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, lhs: Expression | None = None) -> Sql:
        """What stands there is always the column itself."""
        return super().process_lhs(compiler, connection, _beside(self.lhs, "said"))


@CharField.register_lookup
@TextField.register_lookup
class ReadsAs(_Compared):
    """The text says this and nothing more."""

    lookup_name = "reads_as"
    condition = "= {}"


class _Ordered(Lookup):  # type: ignore[type-arg]  # as above
    """Both sides as words of a dictionary."""

    left = 'iqm_order({}) COLLATE "C"'
    condition: str

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = self.process_rhs(compiler, connection)
        times = self.condition.count("{said}")
        sql = self.condition.format(said=self.left.format(left), words=f"iqm_order({right})")
        return f"({sql})", (*of_left, *of_right) * times


@CharField.register_lookup
@TextField.register_lookup
class Resembles(_Ordered):
    """The text has a word that is written much like this one (pg_trgm; the settings say how much)."""

    lookup_name = "resembles"
    condition = "{said} %%> {words}"


@CharField.register_lookup
@TextField.register_lookup
class HasWordFrom(_Ordered):
    """A word of the text begins so: what is asked where two letters are typed, of which `says` finds too many."""

    lookup_name = "has_word_from"
    condition = "{said} LIKE {words} || '%%' OR {said} LIKE '%% ' || {words} || '%%'"


class _OrderedBeside(_Ordered):
    """The same, asked of the column beside it."""

    left = "{}"

    def process_lhs(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, lhs: Expression | None = None) -> Sql:
        """What stands there is always the column itself."""
        return super().process_lhs(compiler, connection, _beside(self.lhs, "order"))


@NameOfMany.register_lookup
class ResemblesBeside(_OrderedBeside, Resembles):
    """As above."""


@NameOfMany.register_lookup
class HasWordFromBeside(_OrderedBeside, HasWordFrom):
    """As above."""
