"""Every act on many rows while two or three do it at once: each row gets it once, and whoever came later is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from iqm_coe.lists.acts import AnyAct, declared_acts
from iqm_coe.lists.conditions.batch import fingerprint_of
from iqm_coe.lists.enums import RowStage
from iqm_coe.lists.flows import batch as flows
from iqm_coe.lists.models.batch import Batch
from iqm_coe.operations import invariants
from tests.clock import days
from tests.integration.lists.acts_played import GETS, PLAYED, gets, there_is
from tests.integration.test_races import behind, race
from tests.whole import in_turns

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PATIENCE = 10  # seconds


@pytest.fixture(autouse=True)
def _everything_holds_afterwards():
    yield
    assert invariants.broken() == []


class Meeting:
    """Holds whoever is at a row until each of the others is at one too, or has gone away: so that they do meet."""

    def __init__(self, parties: int) -> None:
        self.missing, self.said = parties, threading.Condition()

    def come(self) -> None:
        with self.said:
            self.missing -= 1
            self.said.notify_all()

    def wait(self) -> None:
        self.come()
        with self.said:
            self.said.wait_for(lambda: self.missing <= 0, timeout=PATIENCE)


@contextmanager
def meeting(act: AnyAct, *steps: Callable[[], object]) -> Iterator[list[Callable[[], object]]]:
    """The steps, none of which does the act to its first row before all have come."""
    met, done = Meeting(len(steps)), type(act).carry_out

    def carry_out(row, *given, **named):
        met.wait()
        return done(act, row, *given, **named)

    def gone(step):
        try:
            return step()
        finally:
            met.come()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(act, "carry_out", carry_out, raising=False)
        yield [partial(gone, step) for step in steps]


def at_once(act: AnyAct, *steps: Callable[[], object]) -> None:
    with meeting(act, *steps) as met:
        assert len(race(*met)[0]) == len(steps)


def stages(batch: Batch) -> list[str]:
    return list(batch.rows.order_by("place").values_list("stage", flat=True))


def test_every_act_is_played_here() -> None:
    assert set(PLAYED) == set(GETS) == set(declared_acts())


@in_turns(5)
@pytest.mark.rule("R39h")
@pytest.mark.parametrize("name", PLAYED)
@pytest.mark.parametrize("workers", [2, 3])
def test_each_row_once_where_several_carry_on_one_batch(name, workers) -> None:
    act, played = declared_acts()[name], PLAYED[name]()
    batch = played.begun(act)
    before = there_is()

    at_once(act, *[partial(flows.carry_on, batch, at=played.at)] * workers)

    assert there_is() - before == gets(name, len(played.rows))
    assert stages(batch) == [RowStage.DONE] * len(played.rows)
    batch.refresh_from_db()
    assert batch.ended_at == played.at


@in_turns(5)
@pytest.mark.rule("R39h")
@pytest.mark.parametrize("name", PLAYED)
def test_each_row_once_where_two_do_it_to_the_same_rows(name) -> None:
    act, played = declared_acts()[name], PLAYED[name]()
    batches = [played.begun(act, by) for by in played.by]
    before = there_is()

    at_once(act, *[partial(flows.carry_on, one, at=played.at) for one in batches])

    assert there_is() - before == gets(name, len(played.rows))
    for row, other in zip(*[one.rows.order_by("place") for one in batches], strict=True):
        assert {row.stage, other.stage} == {RowStage.DONE, RowStage.REFUSED}
        assert row.words != other.words != ""


@pytest.mark.rule("R39h")
def test_two_presses_begin_one_batch_once() -> None:
    act, played = declared_acts()["remind_plans"], PLAYED["remind_plans"]()
    batch = played.planned(act)
    read = fingerprint_of(batch)
    presses = [
        lambda at=at: flows.begin(batch, read=read, by=batch.by, at=at) for at in (played.at, played.at + days(1))
    ]

    begun, refused = behind(batch, *presses)

    batch.refresh_from_db()
    assert ([one.began_at for one in begun], refused) == ([batch.began_at] * 2, [])


@in_turns(20)
@pytest.mark.rule("R39h")
@pytest.mark.parametrize("name", PLAYED)
def test_each_row_once_where_the_button_is_pressed_twice(name) -> None:
    act, played = declared_acts()[name], PLAYED[name]()
    batch = Batch.objects.get(pk=played.planned(act).pk)
    read = fingerprint_of(batch)

    def press():
        return flows.carry_on(flows.begin(batch, read=read, by=batch.by, at=played.at), at=played.at)

    before = there_is()

    at_once(act, press, press)

    assert there_is() - before == gets(name, len(played.rows))
    assert stages(batch) == [RowStage.DONE] * len(played.rows)
