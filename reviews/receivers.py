"""What reviews does when a Centre's year opens or a school joins."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from centres.models import CentreYear, Membership
from centres.signals import membership_began, year_opened
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from reviews.enums import DevelopmentState
from reviews.flows import opening
from reviews.flows import report as report_flows
from reviews.models import DevelopmentPlan, Report, Review, Visit
from reviews.signals import correction_asked, record_finished, reviews_opened


@receiver(year_opened, dispatch_uid="open-reviews")
def open_reviews(sender: Any, year: CentreYear, by: User | None, at: datetime, **kwargs: Any) -> None:
    """One review for each member (R11)."""
    opening.open_all(year)


@receiver(membership_began, dispatch_uid="open-review-of-a-school-that-joins")
def open_review(sender: Any, membership: Membership, by: User | None, at: datetime, **kwargs: Any) -> None:
    """A school that joins within a year has its review in that year (R13)."""
    year = CentreYear.objects.filter(centre=membership.centre_id).open_on(london_date(at)).first()
    if year and not Review.objects.filter(year=year, school=membership.school_id).exists():
        opening.open_one(year, membership.school)


@receiver(reviews_opened, dispatch_uid="ask-progress-on-the-targets-of-last-year")
def ask_progress(sender: Any, reviews: list[Review], **kwargs: Any) -> None:
    """Each school says of each target that both sides agreed a year before how far it came (R15)."""
    agreed = DevelopmentPlan.objects.filter(
        review__in=[review.previous_id for review in reviews], state=DevelopmentState.AGREED
    )
    before = set(agreed.values_list("review", flat=True))
    opening.ask_progress([review for review in reviews if review.previous_id in before])


@receiver(record_finished, dispatch_uid="begin-the-report")
def begin_report(sender: Any, review: Review, visit: Visit, by: User, at: datetime, **kwargs: Any) -> None:
    """A report begins with the end of the record (R24)."""
    report_flows.begin(review, visit, by=by, at=at)


@receiver(correction_asked, dispatch_uid="a-report-that-came-back-opens-the-record")
def open_while_returned(sender: Any, review: Review, *, lock: bool, **kwargs: Any) -> bool:
    """What was recorded can be corrected while the report is with its author again (R24)."""
    if lock:
        making = Report.objects.select_for_update(of=("self",)).in_the_making()
        if not list(making.filter(review=review)):
            return False
    return report_flows.is_returned(review)
