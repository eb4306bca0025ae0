from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from centres.consultancy import conf
from centres.consultancy.querysets.ledger import reads_log
from centres.consultancy.selectors import ledger as selectors
from centres.consultancy.selectors.adviser import by_what_is_next, my_centres
from centres.membership.models.centre import Centre
from centres.year.models.year import CentreYear
from centres.year.selectors import year as year_selectors
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_adviser
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.templatetags.words import minutes
from iqm_coe.lib.undertakings import Undertaking, undertaking
from schools.models.school import School

SHOWN = 6  # Centres on an adviser's home


@panel("work.first", order=25)
def centres_i_advise(user: User, schools: Sequence[School], on: date) -> Panel | None:
    """An adviser's Centres with the minutes left and what is next, those with something late on top."""
    rows = by_what_is_next(my_centres(user, on)) if is_adviser(user, None) else []
    number = len(rows)
    shown = {"rows": rows[:SHOWN], "number": number, "is_whole": number <= SHOWN, "on": on}
    return Panel("consultancy/_i_advise.html", shown) if rows else None


@panel("year", order=20)
def consultancy_of_the_year(user: User, year: CentreYear, on: date) -> Panel | None:
    """The minutes left, the adviser, and how to use them."""
    if not reads_log(user, year.centre_id):
        return None
    return Panel("consultancy/_hour.html", {"hour": selectors.hour_of(year, on)})


@panel("centre.aside", order=25)
def consultancy_of_the_centre(user: User, centre: Centre, on: date) -> Panel | None:
    """The minutes left of the year that runs."""
    year = next((one for one in year_selectors.years_of(centre) if one.holds(on)), None)
    if year is None or not reads_log(user, centre.pk):
        return None
    return Panel("consultancy/_hour_of_centre.html", {"hour": selectors.hour_of(year, on)})


@panel("pack.after", order=20)
def consultancy_in_the_pack(user: User, year: CentreYear, on: date) -> Panel:
    """What is left of the hour, and each call that this person may read."""
    return Panel("pdf/_pack_consultancy.html", {"page": selectors.ledger_page(year, user, on)})


@panel("finance", order=10)
def hours_not_unlocked(user: User, is_whole: bool, on: date) -> Panel:
    """The hours of consultancy that wait for payments."""
    return Panel("consultancy/_locked.html", {"rows": selectors.hours_that_wait(on, is_whole=is_whole)})


@undertaking(order=60)
def advice_included(school: School, on: date) -> Undertaking:
    """What the Centre has of its adviser, and from when on (R32)."""
    words = _(
        "The Centre, all its schools together, has %s of advice a year from its adviser, by telephone or email, once "
        "the payments of its schools for the year have come in."
    )
    return Undertaking(_("Advice"), words % minutes(conf.included_minutes.get()))
