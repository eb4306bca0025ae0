from datetime import date

from centres.consultancy.querysets.ledger import reads_log
from centres.consultancy.selectors import ledger as selectors
from centres.membership.models.centre import Centre
from centres.year.models.year import CentreYear
from centres.year.selectors import year as year_selectors
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.panels import Panel, panel


@panel("year", order=20)
def consultancy_of_the_year(user: User, year: CentreYear, on: date) -> Panel | None:
    """The minutes left, the adviser, and how to use them."""
    if not reads_log(user, year.centre_id):
        return None
    return Panel("consultancy/_hour.html", {"hour": selectors.hour_of(year)})


@panel("centre.aside", order=25)
def consultancy_of_the_centre(user: User, centre: Centre, on: date) -> Panel | None:
    """The minutes left of the year that runs."""
    year = next((one for one in year_selectors.years_of(centre) if one.holds(on)), None)
    if year is None or not reads_log(user, centre.pk):
        return None
    return Panel("consultancy/_hour_of_centre.html", {"hour": selectors.hour_of(year)})


@panel("pack.after", order=20)
def consultancy_in_the_pack(user: User, year: CentreYear, on: date) -> Panel:
    """What is left of the hour, and each call that this person may read."""
    return Panel("pdf/_pack_consultancy.html", {"page": selectors.ledger_page(year, user)})


@panel("finance", order=10)
def hours_not_unlocked(user: User, subject: None, on: date) -> Panel:
    """The hours of consultancy that wait for payments."""
    return Panel("consultancy/_locked.html", {"rows": selectors.hours_that_wait(on)})
