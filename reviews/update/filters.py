"""How lists of reviews are narrowed."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import ListFilter, one_of, says
from reviews.update.enums import ReviewState
from reviews.update.models.review import Review


class ReviewFilter(ListFilter):
    q = says(_("School"), "school__name")
    centre = says(_("Centre"), "year__centre__name")
    state = one_of(_("State"), "state", ReviewState.choices, every=_("Any state"))

    class Meta:
        model = Review
        fields = ("q", "centre", "state")
