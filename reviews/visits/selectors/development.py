from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Exists, F, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_assessor
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.permissions import may
from iqm_coe.lib.year_steps import NO_DAY, Owed, Owing, Tally, Turn, Years, owing, whose
from reviews.update.models.review import Review
from reviews.update.models.target import Target
from reviews.visits.conditions import development
from reviews.visits.conditions.visit import side_of
from reviews.visits.enums import DevelopmentState, Side
from reviews.visits.models.development import DevelopmentPlan, PlanSignature
from reviews.visits.models.visit import Visit
from reviews.visits.querysets.development import with_plan_for
from schools.enums import SPEAKERS
from schools.querysets import writes_at

NOT_BEGUN = "not_begun"


@dataclass(frozen=True)
class PlanPage:
    """The plan for development of one review."""

    review: Review
    plan: DevelopmentPlan | None
    targets: list[Target]
    taken_out: list[Target]
    signatures: list[PlanSignature]
    is_open: bool
    lacks: int
    can_agree: bool
    waits_for: str


def plan_page(review: Review, visit: Visit | None, user: User, least: int) -> PlanPage:
    """Its targets, who has agreed, and what is asked of this person."""
    plan = DevelopmentPlan.objects.filter(review=review).first()
    signatures = list(plan.signatures.filter(taken_back_at=None)) if plan else []
    targets = list(review.targets.select_related("element"))
    is_open = development.is_open(visit, plan) and may(user, "visits.draft_plan", review)
    side = side_of(visit, user)
    signed = {signature.side for signature in signatures}
    lacks = max(0, least - len(targets))
    return PlanPage(
        review=review,
        plan=plan,
        targets=targets,
        taken_out=_taken_out(review) if is_open else [],
        signatures=signatures,
        is_open=is_open,
        lacks=lacks,
        can_agree=is_open and not lacks and side not in signed,
        waits_for=_waits_for(visit, review, signed) if plan and development.is_open(visit, plan) else "",
    )


def _taken_out(review: Review) -> list[Target]:
    """What whoever drafts may put back, the last taken out on top."""
    rows = Target.written.filter(review=review).exclude(taken_out_at=None)
    return list(rows.select_related("element", "taken_out_by").order_by("-taken_out_at", "-pk"))


def _waits_for(visit: Visit | None, review: Review, signed: set[str]) -> str:
    """Who has still to agree, once one side has."""
    if not signed:
        return ""
    return review.school.name if Side.ASSESSOR in signed else (visit.assessor.name if visit else "")


def targets_owed(user: User, years: Years, on: date) -> Owing:
    """The plans for development of these years, of the schools whose plan this person reads, and of no other (R43)."""
    reviews = with_plan_for(Review.objects.filter(year__in=years), user)
    standing = PlanSignature.objects.filter(plan=OuterRef("development"), taken_back_at=None)
    by_school, by_assessor = (Q(Exists(standing.filter(side=side))) for side in (Side.SCHOOL, Side.ASSESSOR))
    return owing(
        reviews,
        year="year_id",
        school="school_id",
        is_done=Q(development__state=DevelopmentState.AGREED),
        is_begun=Q(development__isnull=False),
        due_on=NO_DAY,
        done_on=TruncDate("development__sealed_at", tzinfo=LONDON),
        turn=whose(
            (Q(development=None), Turn.NOBODY),
            (by_assessor, Turn.SCHOOL),
            (by_school, Turn.ASSESSOR),
            otherwise=Turn.SCHOOL | Turn.ASSESSOR,
        ),
        as_said=Case(
            When(development=None, then=Value(NOT_BEGUN)), default=F("development__state"), output_field=CharField()
        ),
        thing="pk",
        since=TruncDate("development__begun_at", tzinfo=LONDON),
    )


def targets_told(tally: Tally) -> str:
    """How many schools have agreed theirs."""
    return _("%(n)d of %(all)d agreed") % {"n": tally.done, "all": tally.total}


def targets_said(owed: Owed, on: date) -> str:
    """How the targets stand."""
    return _("Not begun") if owed.as_said == NOT_BEGUN else str(DevelopmentState(owed.as_said).label)


def targets_asked(owed: Owed, day: str) -> str:
    return _("to agree by %s") % day


@kept()
def to_agree(user: User) -> QuerySet[Any]:
    """What the other side has agreed and this person's has not, with who agreed and when."""
    standing = PlanSignature.objects.filter(plan=OuterRef("pk"), taken_back_at=None)
    by_assessor, by_school = (Exists(standing.filter(side=side)) for side in (Side.ASSESSOR, Side.SCHOOL))
    asked = Q(by_assessor) & ~Q(by_school) & writes_at("review__school_id", user, *SPEAKERS)
    if is_assessor(user, None):
        assesses = Q(Exists(Visit.objects.live().without_conflict_of(user).covering(OuterRef("review_id"))))
        asked = (assesses & Q(by_school) & ~Q(by_assessor)) | (asked & ~assesses)
    rows = DevelopmentPlan.objects.filter(asked, state=DevelopmentState.DRAFTING)
    signed = Max("signatures__signed_at", filter=Q(signatures__taken_back_at=None))
    signer = Max("signatures__name", filter=Q(signatures__taken_back_at=None))
    told = rows.annotate(signed=signed, signer=signer)
    return told.select_related("review__school", "review__year__centre")
