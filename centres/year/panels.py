from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.enums import CentreState
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from centres.year.selectors import plan as plan_selectors
from centres.year.selectors import year as year_selectors
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.evidence import Pointer, evidence
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.permissions import may
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.lib.year_line import YearStep, year_step


@year_step
def plans(user: User, year: CentreYear, on: date) -> Iterator[YearStep]:
    """The three plans as one mark on the line."""
    yield plan_selectors.plans_step(year, on)


@panel("year", order=30)
def plans_of_the_year(user: User, year: CentreYear, on: date) -> Panel:
    """The three plans, each with its state and its day."""
    rows = plan_selectors.plan_rows(year)
    return Panel("year/_plans.html", {"rows": rows, "centre": year.centre, "today": on})


@panel("pack.before", order=10)
def plans_in_the_pack(user: User, year: CentreYear, on: date) -> Panel:
    """The three plans, each with the version that counts."""
    return Panel("pdf/_pack_plans.html", {"rows": plan_selectors.lodged_plans(year, user)})


@panel("centre.line", order=20)
def running_year(user: User, centre: Centre, on: date) -> Panel | None:
    """The year that runs as a line, and the way to each year."""
    years = year_selectors.years_of(centre)
    year = next((one for one in years if one.holds(on)), None)
    steps = year_selectors.line_of(year, user, on) if year else []
    return Panel("year/_year_line.html", {"steps": steps, "year": year, "years": years}) if years else None


@panel("centre.aside", order=20)
def adviser_of_the_centre(user: User, centre: Centre, on: date) -> Panel | None:
    """The Centre's specific adviser, and how to reach them."""
    adviser = CentreAccess.objects.adviser_of(centre.pk)
    can_appoint = centre.state == CentreState.ACTIVE and may(user, "year.appoint_adviser", centre)
    context = {"centre": centre, "adviser": adviser, "can_appoint": can_appoint}
    return Panel("year/_adviser.html", context) if adviser or can_appoint else None


@evidence("centre", order=20)
def plans_that_were_lodged(user: User, centre: Centre) -> Iterator[Pointer]:
    """Every plan that was lodged, the newest year first."""
    lodged = Plan.objects.visible_to(user).filter(year__centre=centre).lodged_once().for_list()
    for plan in lodged.order_by("-year__number", "pk"):
        yield Pointer(reverse("year:plan", args=[plan.pk]), f"{plan.year}: {plan}")


@tile("programme", order=40)
def plans_to_read(user: User, on: date) -> Tile:
    """Plans that were lodged and that nobody has judged."""
    number = Plan.objects.waiting_for_staff().count()
    return Tile(_("Plans to read"), number, reverse("year:plans") + "?state=lodged")
