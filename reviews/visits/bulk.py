"""What is done with many visits at once: reminded of."""

from django.db.models import QuerySet

from iqm_coe.accounts.models.user import User
from iqm_coe.lists.acts import bulk_act
from iqm_coe.notifications.due_acts import RemindOfDeadlines
from reviews.visits.deadlines import VISIT
from reviews.visits.lists import Visits
from reviews.visits.models.visit import Visit


@bulk_act
class RemindOfVisits(RemindOfDeadlines[Visit]):
    """The assessor of a day that is agreed."""

    name, table, deadline, permission = "remind_visits", Visits, VISIT, VISIT.permission

    def rows(self, user: User) -> QuerySet[Visit]:
        return Visit.objects.visible_to(user).for_list()

    def title(self, row: Visit) -> str:
        return str(row)
