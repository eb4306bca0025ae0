"""How the outbox can be narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import ListFilter
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.models.outbox import Delivery


class DeliveryFilter(ListFilter):
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=DeliveryStatus.choices, method="narrow", empty_label=_("Any status")
    )
    address = django_filters.CharFilter(label=_("To"), lookup_expr="icontains")

    class Meta:
        model = Delivery
        fields = ("status", "address")

    def narrow(self, rows, name, value):  # type: ignore[no-untyped-def]  # django-filter carries no types
        return rows.in_status(value)
