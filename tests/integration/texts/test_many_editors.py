"""Two to four people write in one element while everything goes wrong: the browser's modules, the real server."""

import time

import pytest

from iqm_coe.embedded.system_packages import NODES_LIBRARY, NODES_PACKAGE, loads
from tests.editors import Server, play
from tests.whole import in_the_whole

RUNS = 2  # of each kind


@in_the_whole
@pytest.mark.slow
@pytest.mark.skipif(not loads(NODES_LIBRARY), reason=f"playwright's Node needs Debian's {NODES_PACKAGE} here")
@pytest.mark.rule("R16a")
@pytest.mark.django_db(transaction=True)
def test_no_word_is_lost_and_none_is_falsely_saved() -> None:
    seed = time.time_ns() // 1_000_000 % 1_000_000

    verdict, said = play(Server(), runs=RUNS, seed=seed)

    assert verdict == 0, said
    assert f"seeds {seed} to {seed + RUNS - 1}" in said
