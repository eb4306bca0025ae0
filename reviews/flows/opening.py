"""A year that opens brings one review for each member, pinned to one framework (R11, R15)."""

from django.db import transaction

from centres.enums import MembershipState
from centres.models import CentreYear
from iqm_coe.lib.dates import end_of_month_of_year
from reviews import conf
from reviews.enums import DevelopmentState
from reviews.models import Answer, DevelopmentPlan, Framework, Review, Target, TargetProgress
from schools.models import School


def open_all(year: CentreYear) -> list[Review]:
    """One review for each member of the Centre."""
    members = year.centre.memberships.filter(state=MembershipState.LIVE).select_related("school")
    return [open_one(year, member.school) for member in members.order_by("pk")]


@transaction.atomic
def open_one(year: CentreYear, school: School) -> Review:
    """A school's review with an empty answer for each element, and a place for progress on each target of last year."""
    framework = Framework.objects.select_for_update(of=("self",), no_key=True).get(key=conf.framework_key.get())
    before = (
        Review.objects.filter(school=school, year__closes_on__lt=year.opens_on).order_by("-year__closes_on").first()
    )
    review: Review = Review.objects.create(
        year=year,
        school=school,
        framework=framework,
        previous=before,
        update_due_on=end_of_month_of_year(year.opens_on, conf.update_due_month.get()),
    )
    Answer.objects.bulk_create(Answer(review=review, element=element) for element in framework.elements.all())
    if before is not None and DevelopmentPlan.objects.filter(review=before, state=DevelopmentState.AGREED).exists():
        ask_progress(review)
    return review


def ask_progress(review: Review) -> None:
    """A place for progress on each target agreed a year before; also where they are agreed only after the opening."""
    agreed = Target.objects.filter(review=review.previous_id)
    TargetProgress.objects.bulk_create(TargetProgress(review=review, target=target) for target in agreed)
