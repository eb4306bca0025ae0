"""The programme of the demonstration: what was written in a step of it went in that step."""

from datetime import timedelta

import pytest
from django.db.models import F

from iqm_coe.demo.simulation.programme import Plot, play
from iqm_coe.notifications.models.outbox import Delivery, Message
from tests.clock import NOW, days

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

A_STEP = timedelta(days=14)  # the longest: the schools of a Centre are asked and answer


def test_each_mail_went_in_the_step_in_which_it_was_written() -> None:
    play(centres=1, seed=7, now=NOW, plots=[Plot("active", 101, members=1)])

    sent = Delivery.objects.filter(sent_at__isnull=False)
    assert sent.filter(sent_at__lt=NOW - days(60)).exists()
    assert not sent.exclude(sent_at__range=(F("message__created_at"), F("message__created_at") + A_STEP)).exists()
    assert not Message.objects.filter(addressed_at=None).exists()
