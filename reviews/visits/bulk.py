"""What is done with many visits at once: reminded of, and given more time."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.reminders import ReminderKind
from iqm_coe.lists.acts import bulk_act
from iqm_coe.notifications.due_acts import GiveMoreTime, Owed, RemindMany
from reviews.visits.deadlines import ANSWER, VISIT
from reviews.visits.lists import Visits
from reviews.visits.models.visit import Visit


def _visits(user: User) -> QuerySet[Visit]:
    return Visit.objects.visible_to(user).for_list()


@bulk_act
class RemindOfVisits(RemindMany[Visit]):
    """The assessor who has not answered, or has not recorded a day that is agreed."""

    name, table, permission = "remind_visits", Visits, VISIT.permission

    def rows(self, user: User) -> QuerySet[Visit]:
        return _visits(user)

    def title(self, row: Visit) -> str:
        return str(row)

    def owed(self, rows: Sequence[Visit]) -> Owed:
        keys = [row.pk for row in rows]
        owed: dict[int, list[tuple[ReminderKind, Model]]] = defaultdict(list)
        for deadline in (ANSWER, VISIT):
            for visit in deadline.open_rows().filter(pk__in=keys):
                owed[visit.pk].append((deadline.kind, visit))
        return owed


@bulk_act
class MoreTimeToAnswer(GiveMoreTime[Visit]):
    name, table, deadline = "more_time_answers", Visits, ANSWER
    label = _("More time to answer")

    def rows(self, user: User) -> QuerySet[Visit]:
        return _visits(user)

    def title(self, row: Visit) -> str:
        return str(row)
