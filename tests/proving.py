"""Which tests work each kept question out anew and compare (`QUESTIONS_ARE_PROVED`): it takes pages half their time.

All that are quick, always. Of those that take seconds, in the cut none; in the whole all but the walks that open the
same pages as the same people as the access grid does, which is proved at each row.
"""

import pytest
from django.conf import settings

from tests.whole import WHOLE

WALKS = ("tests/meta/test_dead_links.py", "tests/browser/test_every_page.py")


def are_proved(item: pytest.Item, *, whole: bool = WHOLE) -> bool:
    is_slow = item.get_closest_marker("slow") is not None
    return not is_slow or (whole and not item.nodeid.startswith(WALKS))


def prove_questions(item: pytest.Item) -> None:
    """Said before the fixtures, so that it holds for the worlds that they make."""
    settings.QUESTIONS_ARE_PROVED = are_proved(item)
