from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_assessor
from iqm_coe.lib.addresses import address
from iqm_coe.lib.dates import end_of_month_of_year
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.permissions import may
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.lib.undertakings import Undertaking, undertaking
from iqm_coe.lib.year_line import YearStep, dated
from iqm_coe.lib.year_steps import StepOfYear, year_step
from reviews.update.models.review import Review
from reviews.visits import conf
from reviews.visits.conditions.visit import is_soon
from reviews.visits.enums import VisitState
from reviews.visits.models.visit import Visit
from reviews.visits.querysets.visit import reads_visits, uncovered
from reviews.visits.selectors import visit as selectors
from reviews.visits.selectors.assessor import schools_of_visits
from reviews.visits.selectors.date import visit_asked, visit_said, visits_owed, visits_told
from reviews.visits.selectors.development import targets_asked, targets_owed, targets_said, targets_told
from schools.models.school import School

NEXT = 3  # visits on an assessor's home

VISIT = year_step(
    StepOfYear(
        code="visit",
        order=40,
        label=gettext_lazy("Visit"),
        thing=gettext_lazy("visit"),
        anchor="visits",
        owed=visits_owed,
        told=visits_told,
        said=visit_said,
        address=lambda visit: address("visits:visit", visit),
        asked=visit_asked,
        mailed=(("visits.visit", "pk"),),
        shared=reads_visits,
    )
)

TARGETS = year_step(
    StepOfYear(
        code="targets",
        order=60,
        label=gettext_lazy("Targets"),
        thing=gettext_lazy("targets"),
        anchor="schools",
        owed=targets_owed,
        told=targets_told,
        said=targets_said,
        address=lambda review: address("visits:plan", review),
        asked=targets_asked,
        mailed=(("visits.developmentplan", "review_id"),),
        shows_work=True,
        on_line=False,
    )
)


@tile("my visits", order=10)
def visits_this_year(user: User, on: date) -> Tile:
    """In the Centre years that run today."""
    running = {"year__opens_on__lte": on, "year__closes_on__gte": on}
    return Tile(_("Visits in this year's Centre years"), lambda: Visit.objects.live().filter(assessor=user, **running))


@tile("my visits", order=30)
def visits_held(user: User, on: date) -> Tile:
    """Ever."""
    were_held = [VisitState.HELD, VisitState.DONE]
    return Tile(_("Visits held so far"), lambda: Visit.objects.filter(assessor=user, state__in=were_held))


@panel("year", order=50)
def visits_of_the_year(user: User, year: CentreYear, on: date) -> Panel | None:
    """Who visits which schools, and when; for staff also the schools that nobody visits yet."""
    rows = selectors.visits_of_year(year, user)
    can_appoint = may(user, "visits.appoint_assessor", year) and uncovered(Review.objects.filter(year=year)).exists()
    context = {"rows": rows, "year": year, "can_appoint": can_appoint}
    return Panel("visits/_visits.html", context) if rows or can_appoint else None


@panel("review", order=10)
def after_the_update(user: User, review: Review, on: date) -> Panel | None:
    """The visit, the plan for development and the report that follow from a review, as far as this person sees them."""
    parts = selectors.after_the_update(review, user)
    return Panel("visits/_after_the_update.html", {"parts": parts}) if parts else None


@tile("programme", order=60)
def visits_soon(user: User, on: date) -> Tile:
    """With a day in the next thirty."""
    url = address("visits:visits") + "?state=soon"
    return Tile(_("Visits in the next 30 days"), lambda: Visit.objects.filter(is_soon(on)), url)


@kept("on")
def _my_next(user: User, on: date) -> QuerySet[Visit]:
    """Those with a day first; those of which no day is agreed yet after them."""
    is_to_come = Q(state=VisitState.AGREED, agreed_on__gte=on) | Q(state=VisitState.DECLARED)
    rows = Visit.objects.visible_to(user).filter(is_to_come, assessor=user, left_at=None)
    rows = rows.select_related("host", "year__centre")
    return rows.order_by(F("agreed_on").asc(nulls_last=True), "pk")[:NEXT]


@panel("work.first", order=26)
def my_next_visits(user: User, schools: Sequence[School], on: date) -> Panel | None:
    """An assessor's next visits, each with its day, its schools and its Centre."""
    found = list(_my_next(user, on)) if is_assessor(user, None) else []
    if not found:
        return None
    names = schools_of_visits([visit.pk for visit in found])
    rows = [(visit, ", ".join(names[visit.pk])) for visit in found]
    return Panel("visits/_my_next.html", {"rows": rows, "on": on})


@kept("years", "on")
def _agreed(user: User, years: tuple[int, ...], on: date) -> QuerySet[Visit]:
    rows = Visit.objects.visible_to(user).filter(year__in=years, state=VisitState.AGREED, agreed_on__gte=on)
    return rows.select_related("host")


@dated
def agreed_visits(user: User, years: Collection[int], on: date) -> Iterator[tuple[int, YearStep]]:
    """The day of a visit, once it is agreed."""
    for visit in _agreed(user, tuple(years), on):
        words, page = _("Visit, at %s") % visit.host.name, address("visits:visit", visit.pk)
        step = YearStep(words, "due", visit.agreed_on, page, settles=VISIT.code, thing=visit.pk)
        yield visit.year_id, step


@undertaking(order=40)
def visit_asked_of(school: School, on: date) -> Undertaking:
    """By when a visit is held, what it does to the day of the update, and what is agreed after it (R15, R20, R23)."""
    before, month, targets = conf.update_working_days.get(), conf.visited_by_month.get(), conf.least_targets.get()
    held = _(
        "An assessor visits the school once a year, there or by a video call, on a day that both agree: by the end of "
        "month %(month)d, by %(day)s."
    ) % {"month": month, "day": long_date(end_of_month_of_year(on, month))}
    moved = ngettext(
        "Once a day is agreed, the update is due %d working day before it.",
        "Once a day is agreed, the update is due %d working days before it.",
        before,
    )
    agreed = ngettext(
        "After it the school and the assessor agree at least %d target for the next year.",
        "After it the school and the assessor agree at least %d targets for the next year.",
        targets,
    )
    return Undertaking(_("The visit"), f"{held} {moved % before} {agreed % targets}")
