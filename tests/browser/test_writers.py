"""Two people write in one element, each in a browser of their own, while everything goes wrong."""

import pytest

from tests.writers.play import play_in
from tests.writers.server import element

FIRST_SEED, PLAYS = 4, 2  # the second one is played in two browsers of their own


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.rule("R16a")
@pytest.mark.django_db(transaction=True)
def test_no_word_is_lost_and_none_is_falsely_saved_in_browsers(chromium, live_server) -> None:
    with element(live_server.url) as written:
        for seed in range(FIRST_SEED, FIRST_SEED + PLAYS):
            made = play_in(chromium, written, seed)
            assert made.words, made
            assert made.is_well, made
