"""The demo and the year begin on the day on which somebody types bin/run: no Monday is chosen, no clock is frozen."""

import pytest
from django.utils import timezone

from iqm_coe.demo.simulation.one_year import play_one_year
from iqm_coe.demo.simulation.programme import play
from iqm_coe.operations.invariants import broken
from tests.whole import as_much_as, in_the_whole

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@in_the_whole
def test_demo_is_played_today():
    play(centres=as_much_as(whole=4, cut=2), seed=7, now=timezone.now())

    assert broken() == []


def test_year_is_played_from_today():
    outcome = play_one_year(seed=7, now=timezone.now(), told=lambda step: None)

    assert outcome.breaches == []
