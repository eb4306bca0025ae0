"""Pages and flows are opened on the tests' Monday."""

import pytest

from tests import scene
from tests.monday import on_monday


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


__all__ = ["on_monday"]
