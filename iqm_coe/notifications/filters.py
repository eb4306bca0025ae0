"""How the outbox can be narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import ListFilter, on_any_day, one_of, says
from iqm_coe.notifications.enums import DeliveryStatus
from iqm_coe.notifications.models.outbox import Delivery
from iqm_coe.notifications.querysets import STATUS_FILTERS

STATUS = {code.value: on_any_day(condition) for code, condition in STATUS_FILTERS.items()}
NOT_GONE = on_any_day(STATUS_FILTERS[DeliveryStatus.FAILED] | STATUS_FILTERS[DeliveryStatus.UNCERTAIN])


class DeliveryFilter(ListFilter):
    status = one_of(
        _("Status"),
        "",
        [*DeliveryStatus.choices, ("not_gone", _("Failed, or uncertain"))],
        every=_("Any status"),
        when={**STATUS, "not_gone": NOT_GONE},
    )
    address = django_filters.CharFilter(label=_("To"), lookup_expr="icontains")
    subject = says(_("Subject"), "subject")

    class Meta:
        model = Delivery
        fields = ("status", "address", "subject")
