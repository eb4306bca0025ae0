"""A worker killed while it does many rows: each row is done with its mark or not at all, and the next goes on."""

import pytest

from iqm_coe.lists.acts import declared_acts
from iqm_coe.lists.enums import RowStage
from iqm_coe.lists.flows import batch as flows
from iqm_coe.operations import invariants
from tests.clock import NOW
from tests.integration.lists.acts_played import PLAYED, gets, there_is
from tests.killing import workers
from tests.whole import as_much_as, in_the_whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

FIRST = as_much_as(whole=1, cut=30)  # of about 42 steps that the first row takes, the last of them write and commit


def carry_on() -> None:
    """A worker of the tests' Monday."""
    flows.carry_on_all(NOW)


@in_the_whole
@pytest.mark.rule("R39h")
def test_worker_killed_at_any_step_leaves_each_row_done_or_waiting() -> None:
    name, played = "more_time_plans", PLAYED["more_time_plans"]()
    batch, step, seen = played.begun(declared_acts()[name]), FIRST, set()
    before = there_is()
    with workers(f"{__name__}:carry_on") as pool:
        pool.start(step)
        while pool.wait():
            done = batch.rows.filter(stage=RowStage.DONE).count()
            assert there_is() - before == gets(name, done)
            assert batch.rows.waiting().count() == len(played.rows) - done
            seen.add(done)
            step += 1
            pool.start(step)

    batch.refresh_from_db()
    assert there_is() - before == gets(name, len(played.rows))
    assert batch.ended_at == NOW
    assert {0, 1} <= seen  # it was killed before, and in the middle
    assert invariants.broken() == []
