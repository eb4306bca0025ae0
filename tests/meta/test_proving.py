"""Kept questions are proved by whatever is quick; by what takes seconds, in the whole."""

import pytest
from django.conf import settings

from tests.proving import WALKS, are_proved
from tests.whole import WHOLE


def test_what_is_quick_proves_its_questions() -> None:
    assert settings.QUESTIONS_ARE_PROVED


@pytest.mark.slow
def test_what_takes_seconds_proves_its_questions_in_the_whole(request) -> None:
    assert settings.QUESTIONS_ARE_PROVED == WHOLE
    assert are_proved(request.node, whole=True)
    assert not are_proved(request.node, whole=False)


@pytest.mark.parametrize("path", WALKS)
def test_walk_that_is_left_out_of_the_whole_is_one(path) -> None:
    assert (settings.BASE_DIR / path).is_file()
