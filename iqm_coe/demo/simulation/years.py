"""A Centre year as a script: payments, plans, consultancy, update, visit, report and pack (R13-R41)."""

from datetime import datetime

from iqm_coe.demo.simulation import words
from iqm_coe.demo.simulation.activities import ActivityPlay
from iqm_coe.demo.simulation.money import MoneyPlay
from iqm_coe.demo.simulation.stage import NEVER
from iqm_coe.demo.simulation.story import Script, Step
from iqm_coe.demo.simulation.updates import UpdatePlay
from iqm_coe.demo.simulation.visits import VisitPlay
from reviews.reports.flows import pack
from reviews.reports.models.pack import Pack


class YearPlay(MoneyPlay, ActivityPlay, UpdatePlay, VisitPlay):
    """One year of one Centre, played by its people."""

    def steps(self) -> Script:
        """Everything of the year in its order."""
        yield from self._money()
        yield from self._plans()
        (first, its_place), (second, online) = words.MEETINGS
        yield from self._plans_activity(self.pace.meet, first, its_place)
        yield from self._call(self.pace.first_call, 25)
        yield from self._records_activity(self.pace.meet, first)
        yield from self._appointment()
        yield from self._updates()
        yield from self._visit()
        yield from self._reports()
        yield from self._call(self.pace.second_call, 45)
        yield from self._plans_activity(self.pace.meet_again, second, online)
        yield from self._pack()
        yield from self._records_activity(self.pace.meet_again, second)

    def _pack(self) -> Script:
        if self.pace.pack == NEVER:
            return
        at = self.at(self.pace.pack)
        yield Step(at, "R27", "The review pack is built", lambda: self._build(at))

    def _build(self, at: datetime) -> None:
        made: Pack = pack.ask(self.year, by=self.coordinator, at=at)
        claimed = pack.claim_one(at)
        if claimed is not None and claimed.pk == made.pk:
            pack.build_one(claimed)
