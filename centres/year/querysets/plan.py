"""Plans are seen by whoever sees their Centre (R14, R44)."""

from typing import Self

from centres.membership.querysets.centre import SeenThroughCentre
from centres.year.enums import PlanState
from centres.year.querysets.year import YEAR
from iqm_coe.lib.columns import only_columns


class PlanQuerySet(SeenThroughCentre):
    """Plans, seen by whoever sees their Centre: the office, its schools, its adviser and its assessor."""

    centre_column = "year__centre_id"

    def waiting_for_staff(self) -> Self:
        return self.filter(state=PlanState.LODGED)

    def outstanding(self) -> Self:
        """Still to be lodged, or to be lodged again."""
        return self.filter(state__in=[PlanState.EXPECTED, PlanState.RETURNED])

    def lodged_once(self) -> Self:
        """Whatever became of them since."""
        return self.filter(versions__isnull=False).distinct()

    def for_list(self) -> Self:
        names = ("year__centre__name", "year__centre__lead_school__name", "named_school__name")
        return only_columns(self, *names, *YEAR).order_by("due_on", "pk")


class PlanVersionQuerySet(SeenThroughCentre):
    centre_column = "plan__year__centre_id"
