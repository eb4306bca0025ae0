"""How the lists of Centres and applications can be narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from centres.enums import ApplicationState, CentreState, PlanKind, PlanState
from centres.models import Application, Centre, Plan


class CentreFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name"), field_name="name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("State"), choices=CentreState.choices, empty_label=_("Any state"))

    class Meta:
        model = Centre
        fields = ("q", "state")


class ApplicationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=ApplicationState.choices, empty_label=_("Any state"))

    class Meta:
        model = Application
        fields = ("state",)


class PlanFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=PlanState.choices, empty_label=_("Any state"))
    kind = django_filters.ChoiceFilter(label=_("Plan"), choices=PlanKind.choices, empty_label=_("All three"))

    class Meta:
        model = Plan
        fields = ("state", "kind")
