"""Random histories: jobs, deaths, moods of a mail server, jumps of the clock, settings, people. All must hold after
each step, and when it is quiet again nothing may be lost or done twice.
"""

import sys
from datetime import timedelta
from typing import ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from centres.billing.conf import payment_reminder_days
from centres.year.conf import plan_due_month
from iqm_coe.accounts.flows import setting
from iqm_coe.lib.errors import Refused
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.operations import invariants
from iqm_coe.operations.conf import still_after
from iqm_coe.operations.flows import schedule
from reviews.reports.conf import factual_days
from schools.conf import award_reminder_days
from tests.clock import NOW
from tests.histories import jobs, line, settled
from tests.histories.acts import ACTS, at_iqm, carry_out
from tests.histories.world import Clock, Place, told_by

names = st.sampled_from(sorted(jobs.ENTRIES))
picks = st.integers(0, 7)
forward = st.sampled_from([{"minutes": 1}, {"minutes": 3}, {"minutes": 15}, {"hours": 1}, {"hours": 9}, {"days": 1}])
far = st.sampled_from([{"days": 3}, {"days": 8}, {"days": 31}])
back = st.sampled_from([{"hours": 1}, {"days": 1}])
days_of = st.sets(st.integers(-200, 60), min_size=1, max_size=5).map(sorted)
SETTINGS = (award_reminder_days, payment_reminder_days, factual_days, still_after, plan_due_month)
BY_DAYS = (award_reminder_days, payment_reminder_days)
# Looked at more and more seldom, for longer than any letter is tried and than every rest and claim of the dead.
QUIET = [timedelta(minutes=m) for m in (*[1] * 5, *[10] * 6, *[60] * 12, *[6 * 60] * 8, *[12 * 60] * 16)]


class History(RuleBasedStateMachine):
    """One history on a copy of the world."""

    place: ClassVar[Place]
    played: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.clock, self.orphans = Clock(NOW + timedelta(minutes=1)), set[str]()
        self.copied, self.told = self.place.copied(), told_by(self.clock)
        self.copied.__enter__()
        self.told.__enter__()

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.come_to_rest()
        finally:
            self.told.__exit__(None, None, None)
            self.copied.__exit__(None, None, None)
            type(self).played += 1

    @invariant()
    def everything_holds(self) -> None:
        found = invariants.broken()
        assert found == [], found

    @rule(by=forward)
    def time_goes_on(self, by: dict[str, int]) -> None:
        self.clock.now += timedelta(**by)

    @rule(by=far)
    def a_long_time_passes(self, by: dict[str, int]) -> None:
        self.clock.now += timedelta(**by)

    @rule(by=back)
    def the_clock_is_set_back(self, by: dict[str, int]) -> None:
        self.clock.now -= timedelta(**by)

    @rule()
    def the_clock_starts_what_is_due(self) -> None:
        """Each due job is sent, and a worker takes it."""
        sent: list[str] = []
        schedule.send_due(jobs.ENTRIES.values(), lambda entry: sent.append(entry.name), at=self.clock.now)
        for name in sent:
            jobs.run(name)

    @rule()
    def what_is_due_is_sent_to_a_broker_that_loses_it(self) -> None:
        schedule.send_due(jobs.ENTRIES.values(), lambda _entry: None, at=self.clock.now)

    @rule(name=names, times=st.integers(1, 2))
    def a_job_runs(self, name: str, times: int) -> None:
        for _ in range(times):
            jobs.run(name)

    @rule(name=names, workers=st.sampled_from([2, 4]))
    def a_job_runs_at_once(self, name: str, workers: int) -> None:
        jobs.at_once(name, workers)

    @rule(name=names, steps=st.integers(0, 60) | st.integers(61, 400))
    def a_worker_dies(self, name: str, steps: int) -> None:
        if jobs.dying(name, steps):
            begun = Delivery.objects.in_status("sending").filter(handed_over_at__isnull=False)
            self.orphans |= set(begun.values_list("mail_id", flat=True))

    @rule(mood=st.sampled_from((line.UP, *line.MOODS)))
    def the_mail_server_is(self, mood: str) -> None:
        line.SERVER.mood = mood

    @rule(which=st.sampled_from(range(len(SETTINGS))), number=st.integers(-5, 400), days=days_of)
    def a_setting_changes(self, which: int, number: int, days: list[int]) -> None:
        """To what means something; what means nothing is refused, and the old stays."""
        one = SETTINGS[which]
        value = ", ".join(map(str, days)) if one in BY_DAYS else number
        try:
            setting.change(one, value, by=at_iqm("Ada"), at=self.clock.now)
        except Refused:
            assert one.get() != value

    @rule(text=st.sampled_from(["", "seven", "-7;x", "9999", "1.5", ",,"]), which=st.sampled_from(range(len(BY_DAYS))))
    def a_setting_is_tried_that_means_nothing(self, text: str, which: int) -> None:
        before = BY_DAYS[which].get()
        try:
            setting.change(BY_DAYS[which], text, by=at_iqm("Ada"), at=self.clock.now)
        except Refused:
            assert BY_DAYS[which].get() == before
        else:
            raise AssertionError(f"{text!r} was taken")

    @rule(name=st.sampled_from(sorted(ACTS)), pick=picks)
    def somebody_acts(self, name: str, pick: int) -> None:
        self.clock.now += timedelta(seconds=1)  # nobody acts at the very instant of somebody else
        carry_out(name, self.clock.now, pick)

    def come_to_rest(self) -> None:
        """The server is up, the hold is over, and the clock goes on until nothing is left."""
        line.SERVER.mood = line.UP
        carry_out("the hold ends", self.clock.now, 0)
        for pause in QUIET:
            self.the_clock_starts_what_is_due()
            if not self._wrongs():
                break
            self.clock.now += pause
        self.everything_holds()
        found = self._wrongs()
        assert found == [], found

    def _wrongs(self) -> list[str]:
        return settled.wrongs(line.SERVER, self.orphans, self.clock.now)


def play(place: Place, *, seed: int, histories: int, steps: int, shrinks: bool = True) -> None:
    """So many histories from this seed. Raises what was wrong in the first, with its shortest history as a note."""
    History.place = place
    how = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate, *([Phase.shrink] if shrinks else [])],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seeded(seed)(History), settings=how)
    except Exception as error:
        error.add_note(f"seed {seed}, {histories} histories of at most {steps} steps")
        raise
