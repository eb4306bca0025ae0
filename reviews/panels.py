"""What reviews adds to the pages of a year and of a school."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from centres.models import CentreYear
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.permissions import may
from iqm_coe.lib.rows import with_only
from iqm_coe.lib.year_line import YearStep, year_step
from reviews import selectors
from reviews.models import Report, Review
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


@year_step
def visits(user: Any, year: CentreYear, on: date) -> Iterator[YearStep]:
    """The visits as one mark on the line, and the reports as the next."""
    yield from selectors.visit_steps(year, on)


@panel("year")
def visits_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """Who visits which schools, and when; for staff also the schools that nobody visits yet."""
    rows = selectors.visits_of_year(year, user)
    can_appoint = may(user, "reviews.appoint_assessor", year) and Review.objects.uncovered().filter(year=year).exists()
    context = {"rows": rows, "year": year, "can_appoint": can_appoint}
    return Panel("reviews/_visits.html", context) if rows or can_appoint else None


@panel("year")
def reports_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """The reports that this person may read."""
    found = Report.objects.visible_to(user).filter(review__year=year)
    rows = with_only(found, "review__school__name", "review__year__number").order_by("review__school__name", "pk")
    return Panel("reviews/_reports.html", {"rows": rows, "title": _("Reports")}) if rows else None


@panel("school")
def reports_of_the_school(user: Any, school: School, on: date) -> Panel | None:
    """The school's reports, the newest first, as far as this person may read them."""
    rows = Report.objects.visible_to(user).filter(review__school=school).for_list()
    return Panel("reviews/_reports.html", {"rows": rows, "title": _("Reports")}) if rows else None


@panel("year")
def packs_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """The person's review packs, and the button that builds one."""
    page = selectors.packs_panel(year, user)
    return Panel("reviews/_packs.html", {"panel": page}) if page.packs or page.can_ask else None


@panel("review")
def after_the_update(user: Any, review: Review, on: date) -> Panel | None:
    """The visit, the plan for development and the report that follow from a review, as far as this person sees them."""
    parts = selectors.after_the_update(review, user)
    return Panel("reviews/_after_the_update.html", {"parts": parts}) if parts else None
