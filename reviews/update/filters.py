import django_filters
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import ListFilter
from reviews.update.enums import ReviewState
from reviews.update.models.review import Review


class ReviewFilter(ListFilter):
    q = django_filters.CharFilter(label=_("School"), field_name="school__name", lookup_expr="says")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ReviewState.choices, empty_label=_("Any state"))

    class Meta:
        model = Review
        fields = ("q", "state")
