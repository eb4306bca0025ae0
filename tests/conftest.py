"""What every test stands on: the restricted role's rights, a clean cache, no mail kicked to a broker."""

import gc

import pytest
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.test import override_settings
from hypothesis import HealthCheck, settings

from tests.databases import drop, migrated_template
from tests.emptying import leave_as_migrated
from tests.numbering import count_people_anew
from tests.proofs_of_person import by_provider, prove
from tests.proving import prove_questions
from tests.scheduling import ByFile, longest_first, read_in_turns
from tests.whole import leave_to_the_whole

# How long a machine takes, and what else it does meanwhile, says nothing about a property.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

# Django's own permissions are nobody's here.
post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log) -> ByFile:
    return ByFile(config, log)


def pytest_sessionstart(session: pytest.Session) -> None:
    read_in_turns(session.config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items) -> None:
    leave_to_the_whole(items, config.args)
    longest_first(items)


def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: a million objects that no collection of garbage looks at. What
    the tests make is looked at seldom: a page makes tens of thousands of objects, and few of them are in a ring.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item) -> None:
    prove_questions(item)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """A worker's database is a copy: migrated, and the application's role has its rights, as on a real machine."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()
        connection.creation._destroy_test_db = drop


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        leave_as_migrated()


@pytest.fixture
def _counted_anew(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        count_people_anew()


@pytest.fixture
def _django_db_helper(_counted_anew, _django_db_helper) -> None:
    """Asked for by every test that has the database; counted before its transaction, which begins with nothing."""


@receiver(user_logged_in, dispatch_uid="a-forced-sign-in-is-a-whole-one")
def _prove_factor(sender, request, user, **kwargs):
    """A sign-in forced by a test stands for one with both steps; one by form, or by a provider, takes them itself."""
    if (
        request is not None
        and not by_provider(request.session)
        and "testserver" in request.META.get("SERVER_NAME", "testserver")
        and not request.POST
    ):
        prove(request.session, user)


@pytest.fixture(autouse=True, scope="module")
def _tidy():
    """What a file left open is told at its last test, not whenever garbage happens to be looked for."""
    yield
    gc.collect()
    gc.freeze()  # what is still there is looked at no more


@pytest.fixture(autouse=True, scope="session")
def _files_of_our_own(tmp_path_factory):
    """What tests hand in lies in a folder of theirs."""
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("files"))):
        yield


@pytest.fixture(autouse=True)
def _clean_cache():
    """Throttling counts from zero in every test."""
    cache.clear()
