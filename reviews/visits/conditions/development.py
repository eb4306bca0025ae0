"""On whose side somebody drafts, and the fingerprint of what both sides agree (R23)."""

from iqm_coe.accounts.models.user import User
from reviews.update.models.review import Review
from reviews.visits.conditions.visit import visit_covering
from reviews.visits.enums import Side


def side_of(review: Review, user: User) -> Side:
    """Whose side somebody is on; whoever assesses the review is that and nothing else."""
    visit = visit_covering(review)
    return Side.ASSESSOR if visit and visit.assessor_id == user.pk else Side.SCHOOL


def fingerprint_of(review: Review) -> str:
    """Which targets stand in the plan now, each in which version."""
    return " ".join(f"{pk}:{version}" for pk, version in review.targets.order_by("pk").values_list("pk", "version"))
