from datetime import datetime

from django.dispatch import receiver

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.signals import iqm_role_ended
from reviews.update.flows import target
from reviews.update.models.review import Review
from reviews.update.signals import reviews_opened
from reviews.visits.enums import DevelopmentState
from reviews.visits.flows import succession
from reviews.visits.models.development import DevelopmentPlan


@receiver(iqm_role_ended, dispatch_uid="mark-the-visits-of-a-leaver")
def mark_their_visits(sender: object, role: IqmRole, by: User, at: datetime, **kwargs: object) -> None:
    """The visits of an assessor who leaves wait for somebody else; a later role does not bring them back (R19g)."""
    if role.kind == IqmRoleKind.ASSESSOR:
        succession.leave(role.user, by=by, at=at)


@receiver(reviews_opened, dispatch_uid="ask-progress-on-the-targets-of-last-year")
def ask_progress(sender: object, reviews: list[Review], **kwargs: object) -> None:
    """Each school says of each target that both sides agreed a year before how far it came (R15)."""
    agreed = DevelopmentPlan.objects.filter(
        review__in=[review.previous_id for review in reviews], state=DevelopmentState.AGREED
    )
    before = set(agreed.values_list("review", flat=True))
    target.ask_progress([review for review in reviews if review.previous_id in before])
