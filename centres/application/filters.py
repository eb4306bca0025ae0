import django_filters
from django.utils.translation import gettext_lazy as _

from centres.application.enums import ApplicationState
from centres.application.models.application import Application
from iqm_coe.lib.filters import ListFilter


class ApplicationFilter(ListFilter):
    state = django_filters.ChoiceFilter(label=_("State"), choices=ApplicationState.choices, empty_label=_("Any state"))

    class Meta:
        model = Application
        fields = ("state",)
