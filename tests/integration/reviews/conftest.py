"""Pages and flows are opened on the tests' Monday."""

import pytest

from tests import scene, visits
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


@pytest.fixture
def opened(db) -> visits.Visited:
    return visits.opened()


@pytest.fixture
def agreed(db) -> visits.Visited:
    return visits.agreed()


@pytest.fixture
def recorded(db) -> visits.Visited:
    return visits.recorded()


@pytest.fixture
def checking(db) -> visits.Visited:
    return visits.checking()


@pytest.fixture
def factual(db) -> visits.Visited:
    return visits.factual()


@pytest.fixture
def confirmed(db) -> visits.Visited:
    return visits.confirmed()


__all__ = ["on_monday"]
