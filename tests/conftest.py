"""What every test stands on: the restricted role's rights, a clean cache, no mail kicked to a broker."""

import pytest
from django.core.cache import cache
from django.core.management import call_command


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After the migrations the application's role gets its rights, as on a real machine."""
    with django_db_blocker.unblock():
        call_command("grant_app_role", verbosity=0)


@pytest.fixture(autouse=True)
def _clean_cache():
    """Throttling counts from zero in every test."""
    cache.clear()
