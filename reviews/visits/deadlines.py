"""What is owed by a day about a visit: that it is recorded."""

from collections.abc import Iterable, Mapping

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.notifications.deadlines import Deadline, Due
from reviews.visits.enums import VisitState
from reviews.visits.models.visit import Visit


class VisitDue(Deadline[Visit]):
    """The assessor's, from the day on which it took place; it cannot be put off, since it has been."""

    name = "visit_due"
    words = _("A visit is to be recorded")
    column = "agreed_on"
    permission = "visits.remind_of_visit"

    def open_rows(self) -> QuerySet[Visit]:
        day = F("agreed_on")
        rows: QuerySet[Visit] = Visit.objects.filter(state=VisitState.AGREED, agreed_on__isnull=False)
        return rows.annotate(due_on=day, known_on=day).select_related("year__centre", "assessor", "host")

    def due(self, rows: Iterable[Visit]) -> Mapping[int, Due]:
        return {
            visit.pk: Due(
                what=_now("Your record of the visit to %s") % visit.year.centre.name,
                by=_now("Nobody: its assessor has left") if visit.left_at else visit.assessor.name,
                audience="people",
                of={"ids": [visit.assessor_id]},
                path=reverse("visits:visit", args=[visit.pk]),
                is_to_nobody=visit.left_at is not None,
            )
            for visit in rows
        }


VISIT = VisitDue()
