"""What reviews adds to the pages of a year and of a school."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from centres.models import CentreYear
from iqm_coe.lib.next_steps import Step, next_step
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.parts import Part, part_of
from iqm_coe.lib.permissions import may
from iqm_coe.lib.rows import with_only
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.lib.year_line import YearStep, year_step
from reviews import selectors
from reviews.enums import ReportState, VisitState
from reviews.models import Report, Review, Visit
from reviews.querysets import uncovered
from schools.models import School


@year_step
def updates(user: Any, year: CentreYear, on: date) -> Iterator[YearStep]:
    """The updates as one mark on the line."""
    step = selectors.update_step(year, on)
    if step:
        yield step


@panel("year", order=40)
def reviews_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """Each school's review that this person sees."""
    rows = selectors.reviews_of_year(year, user)
    return Panel("reviews/_reviews.html", {"rows": rows, "today": on}) if rows else None


@panel("school", order=20)
def reviews_of_the_school(user: Any, school: School, on: date) -> Panel | None:
    """The school's reviews, the newest first."""
    rows = Review.objects.visible_to(user).filter(school=school).for_list().order_by("-year__opens_on", "-pk")
    return Panel("reviews/_of_school.html", {"rows": rows, "today": on}) if rows else None


@year_step
def visits(user: Any, year: CentreYear, on: date) -> Iterator[YearStep]:
    """The visits as one mark on the line."""
    step = selectors.visit_step(year, on)
    if step:
        yield step


@year_step
def reports(user: Any, year: CentreYear, on: date) -> Iterator[YearStep]:
    """The reports as one mark on the line."""
    step = selectors.report_step(year, on)
    if step:
        yield step


@part_of("review")
def report_after_the_visit(user: Any, reviews: Sequence[Review]) -> dict[int, Part]:
    """The last report on each review, as far as this person may read it."""
    rows = Report.objects.visible_to(user).filter(review__in=[review.pk for review in reviews]).order_by("pk")
    last = {report.review_id: report for report in rows}
    return {pk: Part(_("Report"), reverse("reviews:report", args=[one.pk]), one) for pk, one in last.items()}


@next_step("visit")
def reports_of_a_held_visit(user: Any, visit: Visit, on: date) -> Step | None:
    """Whoever looks at a visit that was held reads where its reports are."""
    return selectors.step_after_the_visit(visit, user) if visit.state == VisitState.HELD else None


@panel("my visits", order=10)
def my_reports(user: Any, subject: None, on: date) -> Panel:
    """An assessor's reports that are not issued yet."""
    return Panel("reviews/_my_reports.html", {"reports": selectors.reports_in_the_making(user), "today": on})


@tile("my visits", order=10)
def visits_this_year(user: Any, on: date) -> Tile:
    """In the Centre years that run today."""
    running = Visit.objects.live().filter(assessor=user, year__opens_on__lte=on, year__closes_on__gte=on)
    return Tile(_("Visits in this year's Centre years"), running.count())


@tile("my visits", order=20)
def reports_to_write(user: Any, on: date) -> Tile:
    """Drafts, also those that came back."""
    drafts = Report.objects.visible_to(user).filter(author=user, state=ReportState.DRAFT)
    return Tile(_("Reports to write"), drafts.count())


@tile("my visits", order=30)
def visits_held(user: Any, on: date) -> Tile:
    """Ever."""
    held = Visit.objects.filter(assessor=user, state__in=[VisitState.HELD, VisitState.DONE])
    return Tile(_("Visits held so far"), held.count())


@panel("year", order=50)
def visits_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """Who visits which schools, and when; for staff also the schools that nobody visits yet."""
    rows = selectors.visits_of_year(year, user)
    can_appoint = may(user, "reviews.appoint_assessor", year) and uncovered(Review.objects.filter(year=year)).exists()
    context = {"rows": rows, "year": year, "can_appoint": can_appoint}
    return Panel("reviews/_visits.html", context) if rows or can_appoint else None


@panel("year", order=60)
def reports_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """The reports that this person may read."""
    found = Report.objects.visible_to(user).filter(review__year=year)
    rows = with_only(found, "review__school__name", "review__year__number").order_by("review__school__name", "pk")
    return Panel("reviews/_reports.html", {"rows": rows, "title": _("Reports")}) if rows else None


@panel("school", order=30)
def reports_of_the_school(user: Any, school: School, on: date) -> Panel | None:
    """The school's reports, the newest first, as far as this person may read them."""
    rows = Report.objects.visible_to(user).filter(review__school=school).for_list()
    return Panel("reviews/_reports.html", {"rows": rows, "title": _("Reports")}) if rows else None


@panel("year", order=70)
def packs_of_the_year(user: Any, year: CentreYear, on: date) -> Panel | None:
    """The person's review packs, and the button that builds one."""
    page = selectors.packs_panel(year, user)
    return Panel("reviews/_packs.html", {"panel": page}) if page.packs or page.can_ask else None


@panel("review", order=10)
def after_the_update(user: Any, review: Review, on: date) -> Panel | None:
    """The visit, the plan for development and the report that follow from a review, as far as this person sees them."""
    parts = selectors.after_the_update(review, user)
    return Panel("reviews/_after_the_update.html", {"parts": parts}) if parts else None


@tile("programme", order=50)
def reports_for_the_office(user: Any, on: date) -> Tile:
    """To be checked, or to be issued."""
    number = Report.objects.waiting_for_staff().count()
    return Tile(_("Reports to check or to issue"), number, reverse("reviews:reports"))


@tile("programme", order=60)
def visits_soon(user: Any, on: date) -> Tile:
    """With a day in the next thirty."""
    number = Visit.objects.live().filter(agreed_on__range=(on, on + timedelta(days=DAYS_AHEAD))).count()
    return Tile(_("Visits in the next 30 days"), number, reverse("reviews:visits"))


DAYS_AHEAD = 30


@tile("programme", order=70)
def late_updates(user: Any, on: date) -> Tile:
    """Still being written after the day on which they were due."""
    number = Review.objects.being_written().filter(update_due_on__lt=on).count()
    return Tile(_("Updates that are late"), number, reverse("reviews:reviews") + "?state=writing")
