"""Years of Centres, and the columns that pages show of a row's year."""

from datetime import date
from typing import Self

from django.apps import apps
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from centres.membership.querysets.centre import SeenThroughCentre
from centres.year.enums import PlanState
from iqm_coe.lib.columns import only_columns

# What a list shows of the year of its rows.
YEAR = ("year__number", "year__opens_on", "year__closes_on")
# What a page asks of the Centre of that year: its name, and what tells who leads it and who has an interest in it.
CENTRE = ("year__centre__name", "year__centre__lead_school", "year__centre__started_at")


class CentreYearQuerySet(SeenThroughCentre):
    """Years of Centres."""

    def open_on(self, on: date) -> Self:
        """Years that hold this day."""
        return self.filter(opens_on__lte=on, closes_on__gte=on)

    def for_list(self) -> Self:
        """The latest first, each with `plans`: how many of its three IQM has accepted."""
        plans = apps.get_model("year", "Plan").objects.filter(year=OuterRef("pk"), state=PlanState.ACCEPTED)
        accepted = plans.order_by().values("year").annotate(number=Count("pk")).values("number")
        shown = only_columns(self, "centre__name", "centre__state", "centre__lead_school__name")
        return shown.annotate(plans_accepted=Coalesce(Subquery(accepted), 0)).order_by("-opens_on", "pk")
