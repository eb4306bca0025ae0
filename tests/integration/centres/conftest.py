"""Pages and flows are opened on the tests' Monday."""

import pytest
import time_machine

from tests.clock import NOW


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW):
        yield
