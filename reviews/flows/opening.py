"""A year that opens brings one review for each member, pinned to one framework (R11, R15)."""

from collections.abc import Iterable

from django.db import transaction

from centres.enums import MembershipState
from centres.models import CentreYear
from iqm_coe.lib.dates import end_of_month_of_year
from reviews import conf
from reviews.models import Answer, Framework, Review, Target, TargetProgress
from reviews.signals import reviews_opened
from schools.models import School


def open_all(year: CentreYear) -> list[Review]:
    """One review for each member of the Centre, in as many queries for five hundred as for two."""
    members = year.centre.memberships.filter(state=MembershipState.LIVE).select_related("school").order_by("pk")
    return _open(year, [member.school for member in members])


def open_one(year: CentreYear, school: School) -> Review:
    """The review of a school that joins within the year."""
    return _open(year, [school])[0]


@transaction.atomic
def _open(year: CentreYear, schools: list[School]) -> list[Review]:
    """Each with an empty answer for each element, and a place for progress on each target of last year."""
    rows = Framework.objects.select_for_update(of=("self",), no_key=True)
    framework: Framework = rows.get(key=conf.framework_key.get())
    before = _last_reviews(year, schools)
    due_on = end_of_month_of_year(year.opens_on, conf.update_due_month.get())
    reviews: list[Review] = Review.objects.bulk_create(
        Review(year=year, school=school, framework=framework, previous=before.get(school.pk), update_due_on=due_on)
        for school in schools
    )
    elements = list(framework.elements.all())
    Answer.objects.bulk_create(Answer(review=review, element=element) for review in reviews for element in elements)
    reviews_opened.send(sender=Review, reviews=reviews)
    return reviews


def ask_progress(reviews: Iterable[Review]) -> None:
    """A place for progress in each of these reviews, on each target of the review before it."""
    following = {review.previous_id: review for review in reviews}
    targets = Target.objects.filter(review__in=following)
    TargetProgress.objects.bulk_create(
        TargetProgress(review=following[target.review_id], target=target) for target in targets
    )


def _last_reviews(year: CentreYear, schools: list[School]) -> dict[int, Review]:
    """The review that each school had before this year, wherever it stood then."""
    earlier = Review.objects.filter(school__in=schools, year__closes_on__lt=year.opens_on)
    return {review.school_id: review for review in earlier.order_by("year__closes_on")}
