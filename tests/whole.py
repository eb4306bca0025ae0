"""How much is asked: `bin/test` asks a cut, to be answered soon; `FULL_GRID=1`, as `.ci/run` sets it, all but what
`bin/bench pages` asks at leisure.

Every use has its line in docs/testing.md, *Whole and cut*.
"""

import os
from typing import TypeVar

import pytest

Much = TypeVar("Much")

WHOLE = bool(os.environ.get("FULL_GRID"))
AT_LEISURE = os.environ.get("FULL_GRID") == "at leisure"

in_the_whole = pytest.mark.skipif(not WHOLE, reason="not while one works: asked with FULL_GRID=1, as in .ci/run")


def as_much_as(*, whole: Much, cut: Much) -> Much:
    return whole if WHOLE else cut
