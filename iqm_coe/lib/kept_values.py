"""What is put into a kept question anew each time: numbers, days, instants, and words that somebody typed. What never
comes from anybody stands in the words of the question (`one_of`).
"""

from collections.abc import Collection, Hashable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, IntegerField, Lookup
from django.db.models.sql.compiler import SQLCompiler

from iqm_coe.lib.postgresql.answers import with_values

MOST_WRITTEN = 100  # lists of words as they stand in a statement
FAR = 1_000_003  # from a value to the other one by which it is found in the SQL
MOST_IN_A_COLUMN = 2**63 - 1
TURNED = (ascii_lowercase, ascii_uppercase, digits)  # each sign of a text becomes another one of its kind


class Typed(str):
    """Words that go to the database as they are. Whoever asks says by another argument what else of the question
    follows from them.
    """

    __slots__ = ()

    def another(self, far: int) -> "Typed":
        """Other words of the same shape: as long, with digits, letters and blanks where these have them."""
        by = far % 9 + 1
        signs, others = "".join(TURNED), "".join(kind[by:] + kind[:by] for kind in TURNED)
        return Typed(self.translate(str.maketrans(signs, others)))

    @property
    def can_be_another(self) -> bool:
        """Whether other words can be told from them: with a letter or a digit, and no sign that a form may put
        together with the one before it.
        """
        return self.isascii() and any(sign.isalnum() for sign in self)


Value = int | date | Typed


def as_one(numbers: Collection[int]) -> Typed:
    """Numbers as one value: a question after more of them has the same words (`among`). One that no column holds is
    let go; 0 is no key of anything.
    """
    held = sorted(number for number in numbers if abs(number) <= MOST_IN_A_COLUMN)
    return Typed(f"{{{','.join(map(str, held or [0]))}}}")


@IntegerField.register_lookup
class Among(Lookup):  # type: ignore[type-arg]  # generic for the type checker alone
    """The key is one of these numbers, which come `as_one`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        key, of_key = self.process_lhs(compiler, connection)
        return f"{key} = ANY(%s::bigint[])", (*of_key, self.rhs)


@CharField.register_lookup
class OneOf(Lookup):  # type: ignore[type-arg]  # generic for the type checker alone
    """The text is one of these, of the program's own words. With them in the statement the database looks each row up
    in a table of them; values that come apart from it are compared with each row one by one.
    """

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        text, of_text = self.process_lhs(compiler, connection)
        return f"{text} = ANY({_written(tuple(self.rhs))})", of_text


@lru_cache(MOST_WRITTEN)
def _written(words: tuple[str, ...]) -> str:
    return with_values("%s::varchar[]", [list(words)])


def spread(given: object) -> list[Value]:
    """The values of an argument that is given anew."""
    return [value for value in (given if isinstance(given, tuple) else (given,)) if isinstance(value, Value)]


def in_place(given: object, others: Iterator[Value]) -> object:
    """The argument with the next of these in place of each value."""
    if isinstance(given, tuple):
        return tuple(in_place(one, others) for one in given)
    return next(others) if isinstance(given, Value) else given


def others_of(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Another value for each, no two of them alike."""
    return tuple(_another(value, FAR * number) for number, value in enumerate(values, 1))


def _another(value: Value, far: int) -> Value:
    if isinstance(value, Typed):
        return value.another(far)
    return value + far if isinstance(value, int) else value - timedelta(far % 9973)


def kind_of(value: Hashable) -> Hashable:
    """Of what kind a value is that is put in anew. What is none, a plain text for one, stays a part of the question; so
    does a number that no column holds: it finds nothing, which is another text of SQL.
    """
    is_too_large = isinstance(value, int) and abs(value) > MOST_IN_A_COLUMN - FAR * FAR
    is_itself = is_too_large or (isinstance(value, Typed) and not value.can_be_another)
    return type(value).__name__ if isinstance(value, Value) and not is_itself else ("itself", value)
