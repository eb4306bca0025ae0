"""The texts around a visit: who reads them, how they are saved, and the page each stands on."""

from django.db.models import QuerySet
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.texts.kinds import TextKind, text_kind
from reviews.update.enums import ReviewState
from reviews.update.models.review import Review
from reviews.update.models.target import Target
from reviews.visits.conditions.visit import is_at_work
from reviews.visits.flows import development
from reviews.visits.flows import finding as finding_flows
from reviews.visits.flows import visit as visit_flows
from reviews.visits.forms.development import TargetForm
from reviews.visits.forms.finding import DayNotesForm, FindingForm, JudgementForm
from reviews.visits.forms.visit import AgendaForm
from reviews.visits.models.finding import FINDING_BOXES, Finding, TargetJudgement
from reviews.visits.models.visit import Visit, VisitedReview
from reviews.visits.querysets.development import with_plan_for

EMPTY_FINDING = dict.fromkeys(FINDING_BOXES, "")
EMPTY_JUDGEMENT = {"judgement": "", "remarks": ""}


def _recorded_by(user: User) -> QuerySet[Review]:
    """Reviews of the visits that this person assesses; nobody else reads a record before the report."""
    visits = Visit.objects.visible_to(user).live().filter(assessor=user, left_at=None)
    return Review.objects.filter(covered_by__visit__in=visits, covered_by__released_at=None)


def _covered_for(user: User) -> QuerySet[VisitedReview]:
    return VisitedReview.objects.standing().filter(review__in=_recorded_by(user))


AGENDA = text_kind(
    "visits.visit",
    TextKind(
        rows=lambda user: Visit.objects.visible_to(user).select_related("agenda_by"),
        form=AgendaForm,
        texts=lambda row: {"agenda": row.agenda},
        stamp=lambda row: (row.agenda_by, row.agenda_at),
        save=visit_flows.write_agenda,
        page=lambda row: reverse("visits:agenda", args=[row.pk]),
        permission="visits.write_agenda",
        is_open=is_at_work,
    ),
)
FINDING = text_kind(
    "visits.finding",
    TextKind(
        rows=lambda user: Finding.objects.filter(review__in=_recorded_by(user)).select_related("recorded_by"),
        form=FindingForm,
        texts=Finding.texts,
        stamp=lambda row: (row.recorded_by, row.recorded_at),
        save=lambda row, edit, **who: finding_flows.save_finding(row.review, row.element, edit, **who),
        page=lambda row: reverse("visits:finding", args=[row.review_id, row.element.number]),
        permission="visits.record_visit",
        subject=lambda row: row.review,
    ),
)
JUDGEMENT = text_kind(
    "visits.targetjudgement",
    TextKind(
        rows=lambda user: TargetJudgement.objects.filter(review__in=_recorded_by(user)).select_related("recorded_by"),
        form=JudgementForm,
        texts=TargetJudgement.texts,
        stamp=lambda row: (row.recorded_by, row.recorded_at),
        save=lambda row, edit, **who: finding_flows.judge_target(row.review, row.target, edit, **who),
        page=lambda row: reverse("visits:judge", args=[row.review_id, row.target_id]),
        permission="visits.record_visit",
        subject=lambda row: row.review,
    ),
)
DAY_NOTES = text_kind(
    "visits.visitedreview",
    TextKind(
        rows=lambda user: _covered_for(user).select_related("noted_by", "review"),
        form=DayNotesForm,
        texts=VisitedReview.texts,
        stamp=lambda row: (row.noted_by, row.noted_at),
        save=finding_flows.note_day,
        page=lambda row: reverse("visits:day_notes", args=[row.review_id]),
        permission="visits.record_visit",
        subject=lambda row: row.review,
        is_open=lambda row: row.review.state != ReviewState.RECORDED,
    ),
)


def _planned_for(user: User) -> QuerySet[Target]:
    reviews = with_plan_for(Review.objects.all(), user)
    return Target.objects.filter(review__in=reviews).select_related("review__framework", "updated_by")


TARGET = text_kind(
    "update.target",
    TextKind(
        rows=_planned_for,
        form=TargetForm,
        texts=Target.texts,
        stamp=lambda row: (row.updated_by, row.updated_at),
        save=development.change_target,
        page=lambda row: reverse("visits:change_target", args=[row.pk]),
        permission="visits.draft_plan",
        subject=lambda row: row.review,
        options=lambda row: {"review": row.review},
    ),
)
