"""Telephone numbers are compared by what is dialled within the country: `telephone__dials="+44 115 496 0000"` finds
“0115 496 0000”. The index of a column stands on `Dialled`.
"""

import re

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

LEAST = 7  # digits of a number that somebody looks for
AS_TYPED = re.compile(r"[\d\s+().\-/]+", re.ASCII)
BARE = "regexp_replace(regexp_replace({}, '[^0-9]', '', 'g'), '^((00)?44)?0?', '')"


def is_telephone(typed: str) -> bool:
    """Nothing but digits and what stands between them, and enough digits."""
    return bool(AS_TYPED.fullmatch(typed)) and sum(sign.isdigit() for sign in typed) >= LEAST


class Dialled(Func):
    """The digits without the code of the country and without the nought before the area."""

    template = BARE.format("%(expressions)s")
    arity = 1
    output_field = TextField()


@CharField.register_lookup
class Dials(Lookup):  # type: ignore[type-arg]  # generic for the type checker alone
    """The same telephone rings."""

    lookup_name = "dials"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = self.process_rhs(compiler, connection)
        return f"({BARE.format(left)} = {BARE.format(right)})", (*of_left, *of_right)
