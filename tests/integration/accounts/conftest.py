"""The tests' Monday, and a count of sign-ins that no other worker of the run disturbs."""

import os

import pytest
from django.core.cache import cache

from iqm_coe.settings.environment import redis_url
from tests.monday import on_monday
from tests.scene import iqm_person


@pytest.fixture(autouse=True)
def _own_counts(_clean_cache, settings):
    """Throttling counts in a database of this worker alone, since clearing one empties it for everybody."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": redis_url(4 + worker)}}
    cache.clear()


@pytest.fixture
def ada(db):
    """An administrator with a second factor."""
    return iqm_person("Ada", "administrator")


__all__ = ["on_monday"]
