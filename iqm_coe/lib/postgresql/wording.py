"""A statement whose parameters go apart from its words, where that can be."""

import re
from functools import lru_cache
from itertools import count

MOST_KEPT = 500  # statements
_SIGNS = re.compile(r"[(),]|%s|\b\d+\b|\b(?:SELECT|DISTINCT|FROM|GROUP BY|ORDER BY|HAVING|LIMIT)\b")

_PARAMETERS = re.compile("%s|%%")


class _Level:
    """One pair of brackets: what has been read of the statement within it, if it is one."""

    def __init__(self) -> None:
        self.part, self.is_distinct = "", False
        self.reckoned: list[bool] = []  # of each column: with a parameter

    def read(self, sign: str) -> None:
        if sign == "DISTINCT":
            self.is_distinct = True
        elif sign == "SELECT":
            self.part, self.reckoned, self.is_distinct = sign, [False], False
        elif sign == "," and self.part == "SELECT":
            self.reckoned.append(False)
        elif sign.isupper():
            self.part = sign

    def sorts_by_a_parameter(self) -> bool:
        """Told that one is met here, or in brackets within."""
        if self.part == "SELECT":
            self.reckoned[-1] = True
        return self.part == "GROUP BY" or (self.part == "ORDER BY" and self.is_distinct)

    def sorts_by_column(self, number: str) -> bool:
        """Told that one is met: whether it is a column reckoned with a parameter that rows are grouped by."""
        return self.part == "GROUP BY" and self.reckoned[int(number) - 1]


@lru_cache(MOST_KEPT)
def numbered(sql: str) -> str | None:
    """The statement as PostgreSQL reads it, with the numbers of its parameters; nothing where it cannot be asked so."""
    if groups_by_a_parameter(sql):
        return None
    number = count(1)
    return _PARAMETERS.sub(lambda found: f"${next(number)}" if found[0] == "%s" else "%", sql)


def groups_by_a_parameter(sql: str) -> bool:
    """Whether rows are grouped, or distinct ones sorted, by what is reckoned with a parameter. The database would not
    know such a column again where it stands a second time: there it has a parameter of another number.
    """
    levels = [_Level()]
    for sign in _SIGNS.findall(sql):
        level = levels[-1]
        if sign == "(":
            levels.append(_Level())
        elif sign == ")":
            levels.pop()
        elif sign == "%s":
            told = [each.sorts_by_a_parameter() for each in levels]
            if any(told):
                return True
        elif sign.isdigit():
            if level.sorts_by_column(sign):
                return True
        else:
            level.read(sign)
    return False
