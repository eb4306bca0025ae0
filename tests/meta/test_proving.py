"""Kept questions are proved by one quick test of twelve; in the whole by all, also by what takes seconds."""

import pytest
from django.conf import settings

from tests.proving import WALKS, are_proved, has_its_turn
from tests.whole import WHOLE, is_named


def test_what_is_quick_proves_its_questions_in_turns_and_in_the_whole(request) -> None:
    item = request.node
    assert are_proved(item, whole=True)
    assert are_proved(item, whole=False) == (has_its_turn(item.nodeid) or is_named(item, item.config.args))
    assert are_proved(item) == settings.QUESTIONS_ARE_PROVED


def test_one_quick_test_of_twelve_has_its_turn() -> None:
    turns = [has_its_turn(f"tests/integration/test_{number}.py::test_it") for number in range(12_000)]
    assert 900 < sum(turns) < 1100


@pytest.mark.slow
def test_what_takes_seconds_proves_its_questions_in_the_whole(request) -> None:
    assert settings.QUESTIONS_ARE_PROVED == WHOLE
    assert are_proved(request.node, whole=True)
    assert not are_proved(request.node, whole=False)


@pytest.mark.parametrize("path", WALKS)
def test_walk_that_is_left_out_of_the_whole_is_one(path) -> None:
    assert (settings.BASE_DIR / path).is_file()
