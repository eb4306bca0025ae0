"""Which applications somebody reads: staff, and whoever speaks for a school of the Centre (R44)."""

from typing import TYPE_CHECKING, Self

from django.db.models import F, Min, Q

from centres.application.enums import ApplicationState
from centres.membership.querysets.centre import SeenThroughCentre, centres_of, in_centre, schools_in
from iqm_coe.accounts.models.user import User
from schools.enums import SPEAKERS
from schools.querysets import reads_every_school

if TYPE_CHECKING:
    from centres.application.models.application import Application

# By when the first of the changes that IQM asked for is due.
CHANGES_BY = Min("change_requests__due_on", filter=Q(change_requests__answered_at=None))


class ApplicationQuerySet(SeenThroughCentre):
    def visible_to(self, user: User) -> Self:
        """Staff, and whoever speaks for one of the Centre's schools. A contributor writes what is given to them and
        reads nothing else; an adviser comes after the decision and reads the Centre.
        """
        return self if reads_every_school(user) else self.filter(in_centre(self.centre_column, user, *SPEAKERS))

    def waiting_for_staff(self) -> Self:
        return self.filter(state=ApplicationState.SUBMITTED)

    def for_list(self) -> Self:
        """What a row of the list shows, and no more; the last sent first, drafts at the end."""
        columns = ("state", "submitted_at", "decided_at", "centre__name", "centre__lead_school__name")
        shown = self.select_related("centre__lead_school").only(*columns)
        return shown.annotate(schools=schools_in("centre_id")).order_by(F("submitted_at").desc(nulls_last=True), "-pk")


def reads_application(user: User, application: "Application") -> bool:
    """Sees the application: the instance form of Application.visible_to."""
    return reads_every_school(user) or application.centre_id in centres_of(user, *SPEAKERS)
