from django.dispatch import receiver

from reviews.update.flows import target
from reviews.update.models.review import Review
from reviews.update.signals import reviews_opened
from reviews.visits.enums import DevelopmentState
from reviews.visits.models.development import DevelopmentPlan


@receiver(reviews_opened, dispatch_uid="ask-progress-on-the-targets-of-last-year")
def ask_progress(sender: object, reviews: list[Review], **kwargs: object) -> None:
    """Each school says of each target that both sides agreed a year before how far it came (R15)."""
    agreed = DevelopmentPlan.objects.filter(
        review__in=[review.previous_id for review in reviews], state=DevelopmentState.AGREED
    )
    before = set(agreed.values_list("review", flat=True))
    target.ask_progress([review for review in reviews if review.previous_id in before])
