"""Years of Centres, and the columns that pages show of a row's year."""

from datetime import date
from typing import Self

from centres.membership.querysets.centre import SeenThroughCentre

# What a list shows of the year of its rows.
YEAR = ("year__number", "year__opens_on", "year__closes_on")
# What a page asks of the Centre of that year: its name, and what tells who leads it and who has an interest in it.
CENTRE = ("year__centre__name", "year__centre__lead_school", "year__centre__started_at")


class CentreYearQuerySet(SeenThroughCentre):
    """Years of Centres."""

    def open_on(self, on: date) -> Self:
        """Years that hold this day."""
        return self.filter(opens_on__lte=on, closes_on__gte=on)
