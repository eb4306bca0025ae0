"""What is done with many visits at once: reminded of, and given more time."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lists.acts import bulk_act
from iqm_coe.notifications.due_acts import GiveMoreTime, RemindOfDeadlines
from reviews.visits.deadlines import ANSWER, VISIT
from reviews.visits.lists import Visits
from reviews.visits.models.visit import Visit


def _visits(user: User) -> QuerySet[Visit]:
    return Visit.objects.visible_to(user).for_list()


@bulk_act
class RemindOfVisits(RemindOfDeadlines[Visit]):
    """The assessor who has not answered, or has not recorded a day that is agreed."""

    name, table, deadlines, permission = "remind_visits", Visits, (ANSWER, VISIT), VISIT.permission

    def rows(self, user: User) -> QuerySet[Visit]:
        return _visits(user)

    def title(self, row: Visit) -> str:
        return str(row)


@bulk_act
class MoreTimeToAnswer(GiveMoreTime[Visit]):
    name, table, deadline = "more_time_answers", Visits, ANSWER
    label = _("More time to answer")

    def rows(self, user: User) -> QuerySet[Visit]:
        return _visits(user)

    def title(self, row: Visit) -> str:
        return str(row)
