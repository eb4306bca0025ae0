"""A fixture that a folder's conftest takes in: pages and flows are opened on the tests' Monday."""

import pytest
import time_machine

from tests.clock import NOW


@pytest.fixture(autouse=True)
def on_monday():
    """Time goes on from then."""
    with time_machine.travel(NOW):
        yield
