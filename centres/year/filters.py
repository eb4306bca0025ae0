import django_filters
from django.utils.translation import gettext_lazy as _

from centres.year.enums import PlanKind, PlanState
from centres.year.models.plan import Plan
from iqm_coe.lib.filters import ListFilter


class PlanFilter(ListFilter):
    state = django_filters.ChoiceFilter(label=_("State"), choices=PlanState.choices, empty_label=_("Any state"))
    kind = django_filters.ChoiceFilter(label=_("Plan"), choices=PlanKind.choices, empty_label=_("All three"))

    class Meta:
        model = Plan
        fields = ("state", "kind")
