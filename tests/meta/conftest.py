"""The worlds that the meta-tests walk in."""

import pytest
import time_machine
from django.db import transaction

from iqm_coe.operations.enums import Part
from iqm_coe.operations.flows import heartbeat
from tests import scene
from tests.clock import NOW, days
from tests.meta.cast import STAGES, cast, signed_in


@pytest.fixture(scope="module")
def worlds_by_stage(django_db_setup, django_db_blocker):
    """A world for each stage, made once a module: every test undoes what it did, and the last one leaves nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            made = {stage: signed_in(cast(stage)) for stage in STAGES}
            for part in Part:
                heartbeat.hear(part, at=NOW + days(1) / 24)
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def active(django_db_setup, django_db_blocker):
    """A Centre in its year, made once: no form writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            made = scene.active()
        yield made
        transaction.set_rollback(True)
