"""Which tests work each kept question out anew and compare (`QUESTIONS_ARE_PROVED`): it takes pages half their time.

In the whole all but the walks that open the same pages as the same people as the access grid does, which is proved at
each row. In the cut, of those that are quick one of twelve, and all of a file that is named; of those that take seconds
none.
"""

import os
from zlib import crc32

import pytest
from django.conf import settings

from tests.whole import SEEKS_MUTANTS, WHOLE, is_named

ONE_OF = 12
WALKS = ("tests/meta/test_dead_links.py", "tests/browser/test_every_page.py")


def are_proved(item: pytest.Item, *, whole: bool = WHOLE) -> bool:
    is_slow = item.get_closest_marker("slow") is not None
    if whole or SEEKS_MUTANTS in os.environ:
        return not (is_slow and item.nodeid.startswith(WALKS))
    return not is_slow and (has_its_turn(item.nodeid) or is_named(item, item.config.args))


def has_its_turn(test: str) -> bool:
    """By its name, so that it is the same ones in every run."""
    return crc32(test.encode()) % ONE_OF == 0


def prove_questions(item: pytest.Item) -> None:
    """Said before the fixtures, so that it holds for the worlds that they make."""
    settings.QUESTIONS_ARE_PROVED = are_proved(item)
