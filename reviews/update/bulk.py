"""What is done with many reviews at once."""

from django.db.models import QuerySet

from iqm_coe.accounts.models.user import User
from iqm_coe.lists.acts import bulk_act
from iqm_coe.notifications.due_acts import GiveMoreTime, RemindOfDeadlines
from reviews.update.deadlines import UPDATE
from reviews.update.lists import Reviews
from reviews.update.models.review import Review


def _reviews(user: User) -> QuerySet[Review]:
    return Review.objects.visible_to(user).for_list()


@bulk_act
class RemindOfUpdates(RemindOfDeadlines[Review]):
    name, table, deadlines, permission = "remind_updates", Reviews, (UPDATE,), UPDATE.permission

    def rows(self, user: User) -> QuerySet[Review]:
        return _reviews(user)

    def title(self, row: Review) -> str:
        return str(row)


@bulk_act
class MoreTimeForUpdates(GiveMoreTime[Review]):
    name, table, deadline = "more_time_updates", Reviews, UPDATE

    def rows(self, user: User) -> QuerySet[Review]:
        return _reviews(user)

    def title(self, row: Review) -> str:
        return str(row)
