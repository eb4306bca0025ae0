"""Which tests work each kept question out anew and compare (`QUESTIONS_ARE_PROVED`): it takes pages half their time.

In the whole all but the walks that open the same pages as the same people as the access grid does, which is proved at
each row. In the cut, of those that are quick one of twelve, and all of a file that is named; each question besides the
first few times; of those that take seconds none.
"""

import os
from zlib import crc32

import pytest
from django.conf import settings

from tests.whole import SEEKS_MUTANTS, WHOLE, is_named

ONE_OF = 12
AT_FIRST = 5  # times that a process proves a question wherever it is asked, so that each one is
WALKS = ("tests/meta/test_dead_links.py", "tests/browser/test_every_page.py")


def are_proved(item: pytest.Item, *, whole: bool = WHOLE) -> bool:
    if whole or SEEKS_MUTANTS in os.environ:
        return not (is_slow(item) and item.nodeid.startswith(WALKS))
    return not is_slow(item) and (has_its_turn(item.nodeid) or is_named(item, item.config.args))


def is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None


def has_its_turn(test: str) -> bool:
    """By its name, so that it is the same ones in every run."""
    return crc32(test.encode()) % ONE_OF == 0


def prove_questions(item: pytest.Item) -> None:
    """Said before the fixtures, so that it holds for the worlds that they make."""
    settings.QUESTIONS_ARE_PROVED = are_proved(item)
    settings.QUESTIONS_PROVED_AT_FIRST = 0 if is_slow(item) else AT_FIRST
