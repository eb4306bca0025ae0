from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from centres.membership.models.centre import Centre
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.year_line import YearStep, steps_of


@dataclass(frozen=True)
class YearPage:
    """One year of one Centre, as this person may see it."""

    year: CentreYear
    centre: Centre
    today: date
    steps: list[YearStep]
    panels: list[Panel]
    years: list[CentreYear]


@dataclass(frozen=True)
class OwnYear:
    """A year on the home of somebody of a school: of all their schools, or of the one that they chose."""

    year: CentreYear
    school: int | None

    def holds(self, year: int, school: int) -> bool:
        return year == self.year.pk and self.school in {None, school}


def year_page(year: CentreYear, years: list[CentreYear], user: User, at: datetime) -> YearPage:
    """The line of the year and what each app tells of it, among the `years` of its Centre."""
    today = london_date(at)
    return YearPage(
        year=year,
        centre=year.centre,
        today=today,
        steps=line_of(year, user, today),
        panels=panels_for("year", user, year, today),
        years=years,
    )


def years_of(centre: Centre) -> list[CentreYear]:
    """Every year of a Centre, read once for all parts of its page; who sees the Centre sees them."""

    def ask() -> list[CentreYear]:
        years = _years_told(centre.pk)
        for year in years:
            year.centre = centre
        return years

    return per_request(("years of", centre.pk), ask)


@kept("centre")
def _years_told(centre: int) -> QuerySet[CentreYear]:
    return CentreYear.objects.filter(centre=centre)


@kept("number")
def years_beside(user: User, number: int) -> QuerySet[CentreYear]:
    """The year of this number among those of its Centre, as far as this person sees them."""
    rows = CentreYear.objects.visible_to(user).filter(centre__years=number)
    return only_columns(rows, "centre__name", "centre__state", "centre__lead_school", "centre__started_at")


def line_of(year: CentreYear, user: User, today: date) -> list[YearStep]:
    """The year as a line, from its first day to the next year's."""
    return lines_of([year], user, today)[year.pk]


def lines_of(
    years: Sequence[CentreYear], user: User, today: date, *, school: int | None = None
) -> dict[int, list[YearStep]]:
    """The lines of several years by their numbers, with as many questions as one; of the Centre, or of one school."""
    steps = steps_of(user, {year.pk: address("year:year", year.pk) for year in years}, today, school=school)
    return {year.pk: _between_its_ends(year, steps[year.pk], today) for year in years}


def _between_its_ends(year: CentreYear, steps: list[YearStep], today: date) -> list[YearStep]:
    opened = YearStep(_("Year %d opened") % year.number, "done", year.opens_on)
    is_over = today > year.closes_on
    ends = YearStep(_("Year %d ends") % year.number, "done" if is_over else "coming", year.closes_on)
    return [opened, *steps, ends]
