from dataclasses import dataclass

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may
from reviews.update.models.review import Review
from reviews.update.models.target import Target
from reviews.visits.conditions import development
from reviews.visits.conditions.visit import side_of
from reviews.visits.enums import Side
from reviews.visits.models.development import DevelopmentPlan, PlanSignature
from reviews.visits.models.visit import Visit


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
