"""What the schools of a Centre do together in a year, as a script (R41)."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from centres.year.flows import activity as flows
from centres.year.models.activity import Activity
from iqm_coe.demo.simulation import words
from iqm_coe.demo.simulation.stage import Stage
from iqm_coe.demo.simulation.story import Script, Step

UNTIL_HELD = 50


class ActivityPlay(Stage):
    """The lead school's coordinator plans, and writes down what came of it."""

    def _plans_activity(self, day: int, focus: str, place: str) -> Script:
        at = self.at(day, 11)
        yield Step(at, "R41", f"The schools plan to meet: {focus}", self._putting_down(focus, place, at))

    def _records_activity(self, day: int, focus: str) -> Script:
        at = self.at(day + UNTIL_HELD + 1, 9)
        yield Step(at, "R41", f"What came of it is written down: {focus}", self._writing_down(focus, at))

    def _putting_down(self, focus: str, place: str, at: datetime) -> Callable[[], object]:
        told = flows.Told("meeting", at.date() + timedelta(days=UNTIL_HELD), place, focus)
        return lambda: flows.plan(self.centre, told, token=uuid.uuid4(), by=self.coordinator, at=at)

    def _writing_down(self, focus: str, at: datetime) -> Callable[[], object]:
        def record() -> None:
            activity = Activity.objects.filter(centre=self.centre, focus=focus).latest("held_on")
            schools = self.centre.memberships.belonging().order_by("pk").values_list("school", flat=True)
            present = [
                flows.Present(school, 2 + number % 4, words.WILL_TRY[number % len(words.WILL_TRY)])
                for number, school in enumerate(schools)
            ]
            told = flows.Told(activity.kind, activity.held_on, activity.place, focus, words.TAKEN_BACK, present)
            flows.record(activity, told, version=activity.version, by=self.coordinator, at=at)

        return record
