"""bin/mutants: what it understands, and pytest with the run in place of its own loop over the tests."""

import os
import sys
import time
from collections.abc import Sequence
from importlib import import_module

import pytest

from iqm_coe.embedded.machine import mutants_parser
from tests.whole import SEEKS_MUTANTS

# What plays outside this process, or asks no rule that the rest does not ask.
LEFT_OUT = ("tests/browser", "tests/integration/embedded", "tests/integration/test_many_races.py")
# In the order of the files, with nothing printed or caught by pytest: the children share what it would write to.
QUIETLY = ("-q", "-s", "--no-header", "--no-summary", "-p", "no:randomly", "-p", "no:cacheprovider")


class InPlaceOfTheLoop:
    """Once all tests are collected and Django is set up, the run begins."""

    def __init__(self, options: object) -> None:
        self.options, self.status = options, 1

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not session.testsfailed:
            self.status = import_module("tests.mutants.run").Run(self.options).over(session)
        return True


def main(arguments: Sequence[str]) -> int:
    """0 where every mutant was killed, 1 where one survived."""
    options = mutants_parser().parse_args(arguments)
    options.seed = options.seed or int(time.time())
    os.environ.setdefault("RACE_RUNS", "1")
    os.environ[SEEKS_MUTANTS] = "1"
    plugin = InPlaceOfTheLoop(options)
    pytest.main([*QUIETLY, *(f"--ignore={path}" for path in LEFT_OUT), "tests"], plugins=[plugin])
    return plugin.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
