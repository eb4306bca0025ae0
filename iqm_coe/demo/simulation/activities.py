"""What the schools of a Centre do together in a year, as a script (R41)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from centres.year.flows import activity as flows
from centres.year.models.activity import Activity, boxes_of
from iqm_coe.demo.simulation import words
from iqm_coe.demo.simulation.stage import Stage
from iqm_coe.demo.simulation.story import Script, Step
from iqm_coe.lib.versioned import rewritten, written

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
        held_on = (at.date() + timedelta(days=UNTIL_HELD)).isoformat()
        told = written(kind="meeting", held_on=held_on, place=place, focus=focus)
        return lambda: flows.plan(self.centre, told, by=self.coordinator, at=at)

    def _writing_down(self, focus: str, at: datetime) -> Callable[[], object]:
        def record() -> None:
            activity = Activity.objects.filter(centre=self.centre, focus=focus).latest("held_on")
            schools = self.centre.memberships.belonging().order_by("pk").values_list("school", flat=True)
            told = {"taken_back": words.TAKEN_BACK}
            for number, school in enumerate(schools):
                staff, will_try = boxes_of(school)
                told |= {staff: str(2 + number % 4), will_try: words.WILL_TRY[number % len(words.WILL_TRY)]}
            flows.record(activity, rewritten(activity.texts(), told), by=self.coordinator, at=at)

        return record
