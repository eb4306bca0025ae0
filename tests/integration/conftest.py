"""Worlds stand while the tests that begin in them follow each other."""

import pytest

from tests.worlds import _standing, put_together, stand_for


def pytest_generate_tests(metafunc) -> None:
    stand_for(metafunc)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items) -> None:
    put_together(items)


__all__ = ["_standing"]
