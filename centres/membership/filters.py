import django_filters
from django.utils.translation import gettext_lazy as _

from centres.membership.enums import CentreState
from centres.membership.models.centre import Centre
from iqm_coe.lib.filters import ListFilter


class CentreFilter(ListFilter):
    q = django_filters.CharFilter(label=_("Name"), field_name="name", lookup_expr="says")
    state = django_filters.ChoiceFilter(label=_("State"), choices=CentreState.choices, empty_label=_("Any state"))

    class Meta:
        model = Centre
        fields = ("q", "state")
