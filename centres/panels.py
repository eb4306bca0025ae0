"""What centres adds to the pages of a school and of a year."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from centres import selectors
from centres.enums import CentreState
from centres.models import Application, Centre, CentreAccess, CentreInvitation, CentreYear, Membership, Plan
from centres.querysets import reads_application, reads_log, reads_payments
from iqm_coe.accounts.selectors.event import told
from iqm_coe.lib.next_steps import Step, next_step
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.permissions import may
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.lib.year_line import YearStep, year_step
from schools.models import School


@panel("school", order=10)
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


@panel("year", order=10)
def payments_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """Each school's payment in a word, and the way to one's own invoices.

    Whoever reads the log of consultancy also reads who has paid, since the one waits for the other.
    """
    if not reads_payments(user, year.centre_id):
        return None
    return Panel("centres/_payments.html", selectors.year_payments(year, user))


@panel("year", order=20)
def consultancy_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """The minutes left, the adviser, and how to use them."""
    if not reads_log(user, year.centre_id):
        return None
    return Panel("centres/_hour.html", {"hour": selectors.hour_of(year)})


@panel("year", order=30)
def plans_of_the_year(user: Any, year: CentreYear, on: date) -> Panel:
    """The three plans, each with its state and its day."""
    rows = selectors.plan_rows(year)
    return Panel("centres/_plans.html", {"rows": rows, "centre": year.centre, "today": on})


@panel("centre.line", order=10)
def way_to_the_decision(user: Any, centre: Centre, on: date) -> Panel | None:
    """While no year runs: the way from the first school to the decision."""
    if any(year.holds(on) for year in selectors.years_of(centre)):
        return None
    return Panel("centres/_forming_line.html", {"steps": selectors.forming_steps(selectors.application_of(centre))})


@panel("centre.line", order=20)
def running_year(user: Any, centre: Centre, on: date) -> Panel | None:
    """The year that runs as a line, and the way to each year."""
    years = selectors.years_of(centre)
    year = next((one for one in years if one.holds(on)), None)
    steps = selectors.line_of(year, user, on) if year else []
    return Panel("centres/_year_line.html", {"steps": steps, "year": year, "years": years}) if years else None


@panel("centre.aside", order=10)
def application_of_the_centre(user: Any, centre: Centre, on: date) -> Panel | None:
    """How the application stands, and the way to it."""
    application = selectors.application_of(centre)
    if not reads_application(user, application):
        return None
    context = {"application": application, "still_missing": selectors.still_missing(application)}
    return Panel("centres/_application.html", context)


@panel("centre.aside", order=20)
def adviser_of_the_centre(user: Any, centre: Centre, on: date) -> Panel | None:
    """The Centre's specific adviser, and how to reach them."""
    adviser = CentreAccess.objects.adviser_of(centre.pk)
    can_appoint = centre.state == CentreState.ACTIVE and may(user, "centres.appoint_adviser", centre)
    context = {"centre": centre, "adviser": adviser, "can_appoint": can_appoint}
    return Panel("centres/_adviser.html", context) if adviser or can_appoint else None


@panel("centre.trail", order=10)
def history_of_the_centre(user: Any, centre: Centre, on: date) -> Panel:
    """What has happened to the Centre and to its application."""
    return Panel("centres/_history.html", {"events": told(centre, selectors.application_of(centre), to=user)})


@panel("finance", order=10)
def hours_not_unlocked(user: Any, subject: None, on: date) -> Panel:
    """The hours of consultancy that wait for payments."""
    return Panel("centres/_locked.html", {"rows": selectors.hours_that_wait(on)})


@tile("programme", order=10)
def active_centres(user: Any, on: date) -> Tile:
    """Centres at work."""
    number = Centre.objects.filter(state=CentreState.ACTIVE).count()
    return Tile(_("Active Centres"), number, reverse("centres:centres") + "?state=active")


@tile("programme", order=20)
def forming_centres(user: Any, on: date) -> Tile:
    """Centres on their way to a decision."""
    number = Centre.objects.filter(state=CentreState.FORMING).count()
    return Tile(_("Centres forming"), number, reverse("centres:centres") + "?state=forming")


@tile("programme", order=40)
def plans_to_read(user: Any, on: date) -> Tile:
    """Plans that were lodged and that nobody has judged."""
    number = Plan.objects.waiting_for_staff().count()
    return Tile(_("Plans to read"), number, reverse("centres:plans") + "?state=lodged")


@panel("programme", order=10)
def applications_that_wait(user: Any, subject: None, on: date) -> Panel:
    """The first applications that wait for a decision, and how many came how far."""
    waiting = Application.objects.waiting_for_staff().for_list().order_by("submitted_at")
    context = {"waiting": list(waiting[:APPLICATIONS_SHOWN]), "funnel": selectors.funnel()}
    return Panel("centres/_programme.html", context)


APPLICATIONS_SHOWN = 6


@panel("work", order=20)
def my_centres(user: Any, schools: list[School], on: date) -> Panel | None:
    """The Centres in which a person's own schools stand."""
    rows = selectors.centres_of_schools(schools)
    return Panel("centres/_mine.html", {"centres": rows}) if rows else None


@next_step("work")
def begin_or_wait(user: Any, schools: list[School], on: date) -> Step | None:
    """What somebody whose schools stand in no Centre can do, where nothing else waits for them."""
    if not schools or selectors.centres_of_schools(schools):
        return None
    words = _(
        "Your school stands in no Centre yet. Its coordinator or headteacher can begin one from the page of the "
        "school, or wait to be invited by another."
    )
    return Step(words, _("Open the page of my school"), reverse("schools:school", args=[schools[0].pk]))
