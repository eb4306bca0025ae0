"""Telephone numbers are compared by what is dialled within the country: `telephone__dials="+44 115 496"` finds
“0115 496 0000”, which begins so. The index of a column stands on `Dialled`.
"""

import re

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

LEAST = 5  # digits of a number that somebody looks for: they may still be writing it down
LAST = "9" * 20
AS_TYPED = re.compile(r"[\d\s+().\-/]+", re.ASCII)
BEFORE = re.compile("^((00)?44)?0?")  # the code of the country, and the nought before the area
BARE = "regexp_replace(regexp_replace({}, '[^0-9]', '', 'g'), '^((00)?44)?0?', '')"


def is_telephone(typed: str) -> bool:
    """Nothing but digits and what stands between them, and enough of those that are dialled within the country."""
    digits = "".join(sign for sign in typed if sign.isdigit())
    return bool(AS_TYPED.fullmatch(typed)) and len(BEFORE.sub("", digits)) >= LEAST


class Dialled(Func):
    """The digits without the code of the country and without the nought before the area."""

    template = BARE.format("%(expressions)s")
    arity = 1
    output_field = TextField()


@CharField.register_lookup
class Dials(Lookup):  # type: ignore[type-arg]  # generic for the type checker alone
    """The same telephone rings, or one whose number begins so. Digits sort as they are dialled, so the index
    answers: what begins with 115 lies between 115 and 1159999.
    """

    lookup_name = "dials"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = self.process_rhs(compiler, connection)
        dialled, typed = BARE.format(left), BARE.format(right)
        both = (*of_left, *of_right)
        return f"({dialled} >= {typed} AND {dialled} <= {typed} || '{LAST}')", both + both
