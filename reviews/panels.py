"""What reviews adds to the pages of a year and of a school."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from centres.models import CentreYear
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.year_line import YearStep, year_step
from reviews import selectors
from reviews.models import Review
from schools.models import School


@year_step
def updates(user: Any, year: CentreYear, on: date) -> Iterator[YearStep]:
    """The updates as one mark on the line."""
    step = selectors.update_step(year, on)
    if step:
        yield step


@panel("year")
def reviews_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """Each school's review that this person sees."""
    rows = selectors.reviews_of_year(year, user)
    return Panel("reviews/_reviews.html", {"rows": rows, "today": on}) if rows else None


@panel("school")
def reviews_of_the_school(user: Any, school: School, on: date) -> Panel | None:
    """The school's reviews, the newest first."""
    rows = Review.objects.visible_to(user).filter(school=school).for_list().order_by("-year__opens_on", "-pk")
    return Panel("reviews/_of_school.html", {"rows": rows, "today": on}) if rows else None
