import django_filters
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import ListFilter
from reviews.visits.enums import VisitState
from reviews.visits.models.visit import Visit


class VisitFilter(ListFilter):
    q = django_filters.CharFilter(label=_("Centre"), field_name="year__centre__name", lookup_expr="says")
    state = django_filters.ChoiceFilter(label=_("State"), choices=VisitState.choices, empty_label=_("Any state"))

    class Meta:
        model = Visit
        fields = ("q", "state")
