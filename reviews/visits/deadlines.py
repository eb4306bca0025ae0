"""What is owed by a day about a visit: that its assessor answers, and that it is recorded."""

from collections.abc import Iterable, Mapping

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.dates import LONDON
from iqm_coe.notifications.deadlines import Deadline, Due
from reviews.visits.enums import VisitState
from reviews.visits.models.visit import Visit


class AnswerDue(Deadline[Visit]):
    """The assessor's who was asked: interests, and yes or no."""

    name = "visit_answer_due"
    words = _("An assessor is to answer")
    column = "answer_by"
    permission = "visits.remind_of_visit"

    def open_rows(self) -> QuerySet[Visit]:
        known_on = TruncDate("appointed_at", tzinfo=LONDON)
        rows: QuerySet[Visit] = Visit.objects.filter(state=VisitState.APPOINTED, answer_by__isnull=False)
        return rows.annotate(due_on=F("answer_by"), known_on=known_on).select_related("year__centre", "assessor")

    def due(self, rows: Iterable[Visit]) -> Mapping[int, Due]:
        return _due_of_assessors(rows, _now("Your answer whether you assess %s"), "visits:answer_appointment")


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
        return _due_of_assessors(rows, _now("Your record of the visit to %s"), "visits:visit")


def _due_of_assessors(visits: Iterable[Visit], what: str, page: str) -> Mapping[int, Due]:
    """Of each its assessor's, and nobody's where that one has left or cannot sign in any more."""
    rows = list(visits)
    left = set(
        Visit.objects.without_assessor().filter(pk__in=[visit.pk for visit in rows]).values_list("pk", flat=True)
    )
    return {
        visit.pk: Due(
            what=what % visit.year.centre.name,
            by=_now("Nobody: its assessor has left") if visit.pk in left else visit.assessor.name,
            audience="people",
            of={"ids": [visit.assessor_id]},
            path=reverse(page, args=[visit.pk]),
            is_to_nobody=visit.pk in left,
        )
        for visit in rows
    }


ANSWER, VISIT = AnswerDue(), VisitDue()
