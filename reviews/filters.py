"""How the lists of reviews can be narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from reviews.enums import ReviewState
from reviews.models import Review


class ReviewFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("School"), field_name="school__name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ReviewState.choices, empty_label=_("Any state"))

    class Meta:
        model = Review
        fields = ("q", "state")
