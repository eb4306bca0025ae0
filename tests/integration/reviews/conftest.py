"""Pages and flows are opened on the tests' Monday."""

import pytest
import time_machine

from tests import scene
from tests.clock import NOW


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def forming(db) -> scene.Scene:
    return scene.forming()


@pytest.fixture
def ready(db) -> scene.Scene:
    return scene.ready()


@pytest.fixture
def submitted(db) -> scene.Scene:
    return scene.submitted()


@pytest.fixture
def active(db) -> scene.Scene:
    return scene.active()
