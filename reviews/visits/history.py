"""What of this room belongs to the history of a Centre: its visits, and the targets that somebody may read."""

from django.db.models import QuerySet

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.history import Chapter, Subject, of_a_centre
from reviews.update.models.review import Review
from reviews.update.models.target import Target
from reviews.visits.models.date import DateRound
from reviews.visits.models.development import DevelopmentPlan
from reviews.visits.models.visit import Visit
from reviews.visits.querysets.development import with_plan_for


def _visit(pk: int) -> str:
    return address("visits:visit", pk)


def _plan(review: int) -> str:
    return address("visits:plan", review)


def _targets(user: User, centre: int) -> QuerySet[Target]:
    """Also those that were taken out."""
    reviews = with_plan_for(Review.objects.filter(year__centre=centre), user)
    return Target.written.filter(review__in=reviews.values("pk"))


HISTORY = of_a_centre(
    Subject(
        "visits.visit",
        Chapter.VISIT,
        lambda user, centre: Visit.objects.visible_to(user).filter(year__centre=centre),
        year="year__number",
        named="assessor__name",
        address=_visit,
        quiet=frozenset({"write_agenda"}),
        for_office=frozenset({"waive", "let_go_on", "decline"}),
    ),
    Subject(
        "visits.dateround",
        Chapter.VISIT,
        lambda user, centre: DateRound.objects.visible_to(user).filter(visit__year__centre=centre),
        year="visit__year__number",
        address=_visit,
        leads_to="visit_id",
        elsewhere="visit__year__centre__name",
    ),
    Subject(
        "visits.developmentplan",
        Chapter.VISIT,
        lambda user, centre: DevelopmentPlan.objects.visible_to(user).filter(review__year__centre=centre),
        school="review__school",
        year="review__year__number",
        address=_plan,
        leads_to="review_id",
    ),
    Subject(
        "update.target",
        Chapter.VISIT,
        _targets,
        school="review__school",
        year="review__year__number",
        address=_plan,
        leads_to="review_id",
        quiet=frozenset({"change"}),
    ),
)
