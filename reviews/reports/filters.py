import django_filters
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import ListFilter
from reviews.reports.enums import ReportState
from reviews.reports.models.report import Report


class ReportFilter(ListFilter):
    q = django_filters.CharFilter(label=_("School"), field_name="review__school__name", lookup_expr="says")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ReportState.choices, empty_label=_("Any state"))

    class Meta:
        model = Report
        fields = ("q", "state")
