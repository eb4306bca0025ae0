"""What centres adds to a school's page."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from centres import selectors
from centres.models import CentreInvitation, CentreYear, Membership
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.permissions import may
from iqm_coe.lib.year_line import YearStep, year_step
from schools.models import School


@panel("school")
def our_centre(user: Any, school: School, on: date) -> Panel:
    """The Centre in which the school stands, the questions it has been asked, or the way to begin."""
    place = Membership.objects.visible_to(user).belonging().filter(school=school).select_related("centre").first()
    asked = CentreInvitation.objects.visible_to(user).open().filter(school=school).for_list()
    context = {
        "school": school,
        "place": place,
        "asked": asked,
        "can_start": place is None and may(user, "centres.start", school),
    }
    return Panel("centres/_our_centre.html", context)


@year_step
def plans(user: Any, year: CentreYear, on: date) -> Iterator[YearStep]:
    """The three plans as one mark on the line."""
    yield selectors.plans_step(year, on)


@panel("year")
def plans_of_the_year(user: Any, year: CentreYear, on: date) -> Panel:
    """The three plans, each with its state and its day."""
    rows = selectors.plan_rows(year, user, on)
    return Panel("centres/_plans.html", {"rows": rows, "centre": year.centre, "today": on})
