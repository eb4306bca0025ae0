"""What centres adds to the pages of a school and of a year."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from centres import selectors
from centres.models import CentreInvitation, CentreYear, Membership
from centres.querysets import reads_log
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


@year_step
def payments(user: Any, year: CentreYear, on: date) -> Iterator[YearStep]:
    """The annual payments of all schools as one mark on the line: a word, no amounts."""
    yield selectors.paid_step(year, user, on)


@panel("year")
def payments_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """Each school's payment in a word, and the way to one's own invoices.

    Whoever reads the log of consultancy also reads who has paid, since the one waits for the other.
    """
    if not reads_log(user, year.centre_id):
        return None
    return Panel("centres/_payments.html", selectors.year_payments(year, user))


@panel("year")
def consultancy_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """The minutes left, the adviser, and how to use them."""
    if not reads_log(user, year.centre_id):
        return None
    return Panel("centres/_hour.html", {"hour": selectors.hour_of(year)})


@panel("year")
def plans_of_the_year(user: Any, year: CentreYear, on: date) -> Panel:
    """The three plans, each with its state and its day."""
    rows = selectors.plan_rows(year)
    return Panel("centres/_plans.html", {"rows": rows, "centre": year.centre, "today": on})
