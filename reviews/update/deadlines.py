"""What is owed by a day in a review: the update."""

from collections.abc import Iterable, Mapping

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.notifications.deadlines import Deadline, Due
from reviews.update.models.review import Review
from schools.audiences import schools_with
from schools.enums import SPEAKERS


class UpdateDue(Deadline[Review]):
    name = "update_due"
    words = _("An update is due")
    column = "update_due_on"
    permission = "update.keep_deadline"

    def open_rows(self) -> QuerySet[Review]:
        shown = Review.objects.being_written().select_related("school", "year__centre")
        return shown.annotate(due_on=F("update_due_on"), known_on=F("year__opens_on"))

    def due(self, rows: Iterable[Review]) -> Mapping[int, Due]:
        reviews = list(rows)
        there = schools_with([review.school_id for review in reviews], SPEAKERS)
        to, nobody = _now("Coordinators and heads of %s"), _now("Nobody: %s has no coordinator and no head here")
        return {
            review.pk: Due(
                what=_now("The update of %s") % review.school.name,
                by=(to if review.school_id in there else nobody) % review.school.name,
                audience="school_people",
                of={"schools": [review.school_id], "kinds": list(SPEAKERS)},
                path=reverse("update:review", args=[review.pk]),
                is_to_nobody=review.school_id not in there,
            )
            for review in reviews
        }


UPDATE = UpdateDue()
