"""How the lists of reviews can be narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from reviews.enums import ReportState, ReviewState, VisitState
from reviews.models import Report, Review, Visit


class ReviewFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("School"), field_name="school__name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ReviewState.choices, empty_label=_("Any state"))

    class Meta:
        model = Review
        fields = ("q", "state")


class VisitFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Centre"), field_name="year__centre__name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("State"), choices=VisitState.choices, empty_label=_("Any state"))

    class Meta:
        model = Visit
        fields = ("q", "state")


class ReportFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("School"), field_name="review__school__name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ReportState.choices, empty_label=_("Any state"))

    class Meta:
        model = Report
        fields = ("q", "state")
