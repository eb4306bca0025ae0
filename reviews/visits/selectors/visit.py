"""A visit at a glance, the assessor's own visits, and what waits for an appointment."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from centres.membership.conditions.interest import without_interest_of
from centres.year.models.year import CentreYear
from centres.year.querysets.year import CENTRE, YEAR
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.next_steps import Step, step_for
from iqm_coe.lib.panels import Panel, panels_for
from iqm_coe.lib.parts import Part, parts_for
from iqm_coe.lib.permissions import could, may
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import Transition, available
from reviews.update.enums import ReviewState
from reviews.update.models.framework import Element
from reviews.update.models.review import Review
from reviews.update.querysets.review import reads_review
from reviews.visits.conditions.development import has_begun
from reviews.visits.conditions.visit import is_at_work, is_partly_recorded
from reviews.visits.enums import VisitState
from reviews.visits.models.date import DateRound
from reviews.visits.models.development import DevelopmentPlan
from reviews.visits.models.finding import Finding
from reviews.visits.models.visit import Visit, VisitedReview
from reviews.visits.querysets.visit import reads_visits
from reviews.visits.selectors.date import step_of_dates, step_of_the_day
from schools.holding import held_now
from schools.models.role import SchoolRole
from schools.models.school import School


@dataclass(frozen=True)
class VisitPage:
    """One visit, as this person may see it."""

    visit: Visit
    today: date
    step: Step
    facts: list[dict[str, object]]
    schools: list[dict[str, object]]
    rounds: list[DateRound]
    is_assessor: bool
    is_office: bool
    actions: dict[str, Transition]
    can_write_agenda: bool
    panels: list[Panel]


@kept("number")
def visit_of(user: User, number: int) -> QuerySet[Visit]:
    people = ("assessor__name", "assessor__email", "assessor__phone")
    return only_columns(Visit.objects.visible_to(user).filter(pk=number), *YEAR, *CENTRE, "host__name", *people)


@kept("visit")
def _rounds(visit: int) -> QuerySet[DateRound]:
    return DateRound.objects.filter(visit=visit).prefetch_related("proposals").select_related("proposed_by")


def visit_page(visit: Visit, user: User, at: datetime) -> VisitPage:
    """Where it stands, whom it covers, what is asked of this person."""
    today = london_date(at)
    rounds = _rounds(visit.pk)
    covered = visit_schools(visit, user)
    return VisitPage(
        visit=visit,
        today=today,
        step=next_step(visit, user, rounds, today),
        facts=_facts(visit),
        schools=covered,
        rounds=rounds,
        is_assessor=visit.assessor_id == user.pk,
        is_office=may(user, "visits.list_visits"),
        actions=available(visit, user),
        panels=panels_for("visit", user, visit, today),
        can_write_agenda=is_at_work(visit) and may(user, "visits.write_agenda", visit),
    )


def _facts(visit: Visit) -> list[dict[str, object]]:
    """Assessor, host, how, and how to reach the assessor."""
    reached = ", ".join(part for part in (visit.assessor.email, visit.assessor.phone) if part)
    return [
        {"key": _("Assessor"), "value": visit.assessor.name, "hint": reached},
        {"key": _("Host school"), "value": visit.host.name},
        {"key": _("How"), "value": visit.get_mode_display()},
        {"key": _("Day"), "value": long_date(visit.agreed_on) or _("not agreed yet")},
    ]


COVERED = ("review__state", "review__update_due_on", "review__school__name", "review__year__centre")


def visit_schools(visit: Visit, user: User) -> list[dict[str, object]]:
    """Each school with its parts, as far as this person may open them."""
    reviews = [visited.review for visited in _visited(visit.pk)]
    keys = tuple(review.pk for review in reviews)
    plans = {plan.review_id: plan for plan in _plans(user, keys)}
    following = parts_for("review", user, reviews)
    records = may(user, "visits.record_visit", visit)
    found = _counted(Finding.objects.filter(review__in=keys), "review") if records else {}
    elements = _counted(Element.objects.filter(framework__reviews__in=keys), "framework__reviews") if records else {}
    return [
        {
            "review": review,
            "school": review.school,
            "parts": [
                _update_part(review, can_read=reads_review(user, review)),
                *_notebook_part(visit, review, found.get(review.pk, 0), elements.get(review.pk, 0), records=records),
                *_plan_part(visit, review, user, plans.get(review.pk)),
                *following[review.pk],
            ],
        }
        for review in reviews
    ]


@kept("visit")
def _visited(visit: int) -> QuerySet[VisitedReview]:
    return only_columns(VisitedReview.objects.filter(visit=visit), *COVERED)


@kept("reviews")
def _plans(user: User, reviews: tuple[int, ...]) -> QuerySet[DevelopmentPlan]:
    return DevelopmentPlan.objects.visible_to(user).filter(review__in=reviews)


def schools_to_visit(visit: Visit) -> list[School]:
    """The schools that the visit covers, by name and place: what a declaration of interests needs."""
    named = [f"review__school__{column}" for column in ("name", "town", "country")]
    return [visited.review.school for visited in only_columns(visit.covers.all(), *named)]


def _counted(rows: QuerySet[Model], by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(number=Count("pk")))


def _update_part(review: Review, *, can_read: bool) -> dict[str, object]:
    due = _("due on %s") % long_date(review.update_due_on) if review.state == ReviewState.WRITING else ""
    url = address("update:read", review.pk) if can_read else ""
    sent = {"tone": "good", "label": _("Sent")}
    return {"label": _("Update"), "url": url, "status": review if due else sent, "hint": due}


def _notebook_part(
    visit: Visit, review: Review, found: int, elements: int, *, records: bool
) -> list[dict[str, object]]:
    """The assessor's own."""
    if not records or visit.agreed_on is None:
        return []
    words = _("%(found)d of %(all)d recorded") % {"found": found, "all": elements}
    status = {"tone": "good" if found == elements else "neutral", "label": words}
    return [{"label": _("Notebook"), "url": address("visits:notebook", review.pk), "status": status}]


def _plan_part(visit: Visit, review: Review, user: User, plan: DevelopmentPlan | None) -> list[dict[str, object]]:
    if plan is None and not may_plan(visit, review, user):
        return []
    status = plan or {"tone": "neutral", "label": _("Not begun")}
    return [{"label": _("Plan for development"), "url": address("visits:plan", review.pk), "status": status}]


def after_the_update(review: Review, user: User) -> list[dict[str, object] | Part]:
    """What follows from one review: its visit, its plan for development, its report."""
    visit = next(iter(_covering(user, review.pk)), None)
    if visit is None:
        return []
    day = long_date(visit.agreed_on) if visit.agreed_on else ""
    plan = next(iter(_plans(user, (review.pk,))), None)
    own = {"label": _("Visit"), "url": address("visits:visit", visit.pk), "status": visit, "hint": day}
    return [own, *_plan_part(visit, review, user, plan), *parts_for("review", user, [review])[review.pk]]


@kept("review")
def _covering(user: User, review: int) -> QuerySet[Visit]:
    """The first is the one that counts."""
    return Visit.objects.visible_to(user).covering(review)


def may_plan(visit: Visit, review: Review, user: User) -> bool:
    """Whether this person takes part in the plan for development, once the visit has a day."""
    return has_begun(visit) and (visit.assessor_id == user.pk or could(user, "visits.draft_plan", review))


def next_step(visit: Visit, user: User, rounds: list[DateRound], today: date) -> Step:
    """What is asked of this person now, or who is waited for."""
    if decided := _step_of_a_leaver(visit, user) or _step_of_a_conflict(visit, user):
        return decided
    tellers = {
        VisitState.APPOINTED: _step_of_appointment,
        VisitState.DECLARED: step_of_dates,
        VisitState.AGREED: step_of_the_day,
    }
    teller = tellers.get(VisitState(visit.state))
    if teller:
        return teller(visit, user, rounds, today)
    return step_for("visit", user, visit, today) or Step(visit.label)


def _step_of_a_leaver(visit: Visit, user: User) -> Step | None:
    """Who was to make the visit has left: the office finds somebody else, and the schools read that it does (R19g)."""
    if not is_at_work(visit) or not _without_assessor(visit.pk):
        return None
    words = _("%s is no longer an assessor.") % visit.assessor.name
    if not may(user, "visits.let_go_on", visit):
        said = _("%s IQM decides how it goes on.") if is_partly_recorded(visit) else _("%s IQM finds somebody else.")
        return Step(said % words, tone="attention")
    url = address("visits:succession", visit.pk)
    if visit.state == VisitState.HELD or is_partly_recorded(visit):
        said = _("%s This visit was held: what they have not written yet waits until you decide.")
        return Step(said % words, _("Read what can be done"), url, "attention")
    return Step(_("%s This visit waits until you decide.") % words, _("Find somebody else"), url, "attention")


@kept("visit")
def _without_assessor(visit: int) -> QuerySet[Visit, int]:
    return Visit.objects.without_assessor().filter(pk=visit).order_by().values_list("pk", flat=True)


@kept("visit")
def _in_conflict(visit: int) -> QuerySet[Visit, int]:
    return Visit.objects.in_conflict().filter(pk=visit).order_by().values_list("pk", flat=True)


def _step_of_a_conflict(visit: Visit, user: User) -> Step | None:
    """The assessor has gained a role at the Centre: the office decides, and the two who can act read it (R19)."""
    decides = may(user, "visits.waive_conflict", visit)
    if not (decides or visit.assessor_id == user.pk) or not is_at_work(visit) or not _in_conflict(visit.pk):
        return None
    if not decides:
        words = _("You now hold a role at a school of this Centre, so IQM decides whether you finish this visit.")
        return Step(words, tone="attention")
    words = _("%s now holds a role at a school of this Centre and cannot go on until you decide.")
    url = address("visits:waive_conflict", visit.pk)
    return Step(words % visit.assessor.name, _("Let them finish"), url, "attention")


def _step_of_appointment(visit: Visit, user: User, rounds: list[DateRound], today: date) -> Step:
    told = {"name": visit.assessor.name, "day": long_date(visit.answer_by)}
    if visit.assessor_id != user.pk:
        words = _("%(name)s is asked to declare interests and to accept, by %(day)s.")
        return Step((words if visit.answer_by else _("%(name)s is asked to declare interests and to accept.")) % told)
    url, words = address("visits:answer_appointment", visit.pk), _("Declare your interests and say whether you accept.")
    if visit.answer_by:
        words = _("Declare your interests and say by %(day)s whether you accept.") % told
    return Step(words, _("Declare and answer"), url, "attention")


def visits_of_year(year: CentreYear, user: User) -> list[dict[str, object]]:
    """The visits of a year that this person sees, each with its schools."""
    names: dict[Visit, list[str]] = defaultdict(list)
    for visited in _covered(year.pk) if reads_visits(user, year.centre_id) else []:
        names[visited.visit].append(visited.review.school.name)
    by_age = sorted(names, key=lambda visit: visit.pk)
    return [{"visit": visit, "schools": ", ".join(names[visit])} for visit in by_age]


@kept("year")
def _covered(year: int) -> QuerySet[VisitedReview]:
    """Each school that a visit of the year covers, with the visit."""
    rows = VisitedReview.objects.standing().filter(visit__year=year)
    visit = ("state", "agreed_on", "assessor__name", "appointed_at", "appointed_by__name")
    return only_columns(rows, *(f"visit__{column}" for column in visit), "review__school__name")


@kept()
def with_a_new_conflict() -> QuerySet[Any]:
    """Visits whose assessor has gained a role at the Centre, with since when."""
    role = SchoolRole.objects.filter(
        held_now(), user=OuterRef("assessor"), school__memberships__centre=OuterRef("year__centre")
    ).order_by("-granted_at")
    in_conflict = Visit.objects.in_conflict().annotate(gained_at=Subquery(role.values("granted_at")[:1]))
    told: QuerySet[Any] = only_columns(in_conflict, "assessor__name", *CENTRE)
    return told


@kept()
def waiting_for_an_assessor(user: User) -> QuerySet[Any]:
    """Visits of somebody who is no longer an assessor, with since when."""
    waiting = Visit.objects.without_assessor().exclude(state=VisitState.HELD)  # what is held waits as its reports
    rows = waiting.filter(without_interest_of(user, "year__centre"))
    ended = IqmRole.objects.filter(user=OuterRef("assessor"), kind=IqmRoleKind.ASSESSOR).order_by("-ended_at")
    told = rows.annotate(ended=Subquery(ended.values("ended_at")[:1])).order_by("agreed_on", "pk")
    first: QuerySet[Any] = only_columns(told, "assessor__name", "host__name", *CENTRE)[:50]
    return first
