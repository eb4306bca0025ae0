from datetime import datetime

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from centres.membership.models.membership import Membership
from centres.membership.signals import memberships_began
from centres.year.models.year import CentreYear
from centres.year.signals import year_opened
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import london_date
from reviews.update.flows import review
from schools.models.role import SchoolRole
from schools.signals import school_role_ended


@receiver(year_opened, dispatch_uid="open-reviews")
def open_reviews(sender: object, year: CentreYear, by: User | None, at: datetime, **kwargs: object) -> None:
    """One review for each member (R11)."""
    review.open_all(year)


@receiver(school_role_ended, dispatch_uid="take-back-what-was-given-to-a-leaver")
def take_back(sender: object, role: SchoolRole, at: datetime, **kwargs: object) -> None:
    """Nobody goes on writing for a school that they have left (R5k)."""
    review.take_back_from(role.user, by=role.ended_by, at=at)


@receiver(post_save, sender=User, dispatch_uid="take-back-what-was-given-to-the-deactivated")
def take_back_from_the_deactivated(sender: object, instance: User, **kwargs: object) -> None:
    """A sign-in that is shut is shut for writing too (R5k)."""
    if not instance.is_active:
        review.take_back_from(instance, by=None, at=timezone.now())


@receiver(memberships_began, dispatch_uid="open-reviews-of-schools-that-join")
def open_reviews_of_joining(
    sender: object, memberships: list[Membership], by: User | None, at: datetime, **kwargs: object
) -> None:
    """A school that joins within a year has its review in that year (R13)."""
    year = CentreYear.objects.filter(centre__in={one.centre_id for one in memberships}).open_on(london_date(at)).first()
    if year:
        review.open_missing(year, [one.school_id for one in memberships])
