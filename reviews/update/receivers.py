from datetime import datetime

from django.dispatch import receiver

from centres.membership.models.membership import Membership
from centres.membership.signals import membership_began
from centres.year.models.year import CentreYear
from centres.year.signals import year_opened
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from reviews.update.flows import review
from reviews.update.models.review import Review


@receiver(year_opened, dispatch_uid="open-reviews")
def open_reviews(sender: object, year: CentreYear, by: User | None, at: datetime, **kwargs: object) -> None:
    """One review for each member (R11)."""
    review.open_all(year)


@receiver(membership_began, dispatch_uid="open-review-of-a-school-that-joins")
def open_review(sender: object, membership: Membership, by: User | None, at: datetime, **kwargs: object) -> None:
    """A school that joins within a year has its review in that year (R13)."""
    year = CentreYear.objects.filter(centre=membership.centre_id).open_on(london_date(at)).first()
    if year and not Review.objects.filter(year=year, school=membership.school_id).exists():
        review.open_one(year, membership.school)
