from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.notifications import rendering
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from reviews.update.models.review import Review
from reviews.visits.enums import Side
from reviews.visits.models.development import DevelopmentPlan, PlanSignature
from reviews.visits.models.visit import Visit
from schools.enums import SPEAKERS


def of_school(review: Review) -> dict[str, object]:
    return {"schools": [review.school_id], "kinds": list(SPEAKERS)}


def of_assessor(review: Review) -> dict[str, object]:
    """The assessor of the visit that covers the review."""
    visits = Visit.objects.covering(review)
    return {"ids": list(visits.values_list("assessor", flat=True))}


def _about_plan(plan: DevelopmentPlan, **more: object) -> dict[str, object]:
    review = plan.review
    return {"school": review.school.name, "path": reverse("visits:plan", args=[review.pk]), **more}


def plan_to_agree(plan: DevelopmentPlan, by: User, *, at: datetime) -> Message:
    """Asks the other side to read the plan and to agree it."""
    signature = plan.signatures.get(taken_back_at=None)
    to_school = signature.side == Side.ASSESSOR
    to, of = ("school_people", of_school(plan.review)) if to_school else ("people", of_assessor(plan.review))
    return outbox.write("visits/plan_to_agree", to, of, about=plan, by=by, at=at, context=_about_plan(plan, by=by.name))


def agreement_preview(review: Review, by: User, *, stands: bool) -> dict[str, str]:
    """The mail that goes when this person agrees: the question to the other side, or that the targets stand."""
    about = {"school": review.school.name, "path": reverse("visits:plan", args=[review.pk])}
    if stands:
        context = {**about, "targets": [target.aim for target in review.targets.all()]}
        return rendering.preview("visits/plan_agreed", context, to=_("The assessor and %s") % review.school.name)
    return rendering.preview("visits/plan_to_agree", {**about, "by": by.name}, to=_("The other side"))


def plan_changed(plan: DevelopmentPlan, signature: PlanSignature, *, by: User | None, at: datetime) -> Message:
    """Tells whoever had agreed that a target has changed since, so that they read it again."""
    of = {"ids": [signature.signed_by_id]}
    return outbox.write("visits/plan_changed", "people", of, about=plan, by=by, at=at, context=_about_plan(plan))


def plan_agreed(plan: DevelopmentPlan, *, by: User | None, at: datetime) -> list[Message]:
    """Tells both sides that the targets stand."""
    context = _about_plan(plan, targets=[target.aim for target in plan.review.targets.all()])
    return [
        outbox.write(
            "visits/plan_agreed", "people", of_assessor(plan.review), about=plan, by=by, at=at, context=context
        ),
        outbox.write(
            "visits/plan_agreed", "school_people", of_school(plan.review), about=plan, by=by, at=at, context=context
        ),
    ]
