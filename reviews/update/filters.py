"""How lists of reviews are narrowed."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import ListFilter, says, state_or
from reviews.update.enums import ReviewState
from reviews.update.models.review import Review


def _is_late(day: date) -> Q:
    return Q(state=ReviewState.WRITING, update_due_on__lt=day)


class ReviewFilter(ListFilter):
    q = says(_("School"), "school__name")
    centre = says(_("Centre"), "year__centre__name")
    state = state_or(ReviewState.choices, {"late": (_("Being written, late"), _is_late)})

    class Meta:
        model = Review
        fields = ("q", "centre", "state")
