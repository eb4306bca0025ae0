"""Whether a plan for development can be drafted, and the fingerprint of what both sides agree (R23)."""

from reviews.update.models.review import Review
from reviews.visits.enums import DevelopmentState
from reviews.visits.models.development import DevelopmentPlan
from reviews.visits.models.visit import WITH_A_DAY, Visit


def has_begun(visit: Visit | None) -> bool:
    """It is drafted once the visit has a day."""
    return visit is not None and visit.state in WITH_A_DAY


def is_open(visit: Visit | None, plan: DevelopmentPlan | None) -> bool:
    """Until both sides have agreed; its first target begins it."""
    return has_begun(visit) and (plan is None or plan.state == DevelopmentState.DRAFTING)


def fingerprint_of(review: Review) -> str:
    """Which targets stand in the plan now, each in which version."""
    return " ".join(f"{pk}:{version}" for pk, version in review.targets.order_by("pk").values_list("pk", "version"))
