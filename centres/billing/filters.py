import django_filters
from django.utils.translation import gettext_lazy as _

from centres.billing.enums import ChargeState
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice
from centres.billing.models.payment import Payment
from centres.billing.querysets.invoice import InvoiceQuerySet
from centres.billing.querysets.payment import PaymentQuerySet
from iqm_coe.lib.filters import DatedListFilter, ListFilter


class ChargeFilter(ListFilter):
    state = django_filters.ChoiceFilter(label=_("State"), choices=ChargeState.choices, empty_label=_("Any state"))
    q = django_filters.CharFilter(label=_("School"), field_name="membership__school__name", lookup_expr="says")
    centre = django_filters.CharFilter(label=_("Centre"), field_name="year__centre__name", lookup_expr="says")

    class Meta:
        model = Charge
        fields = ("state", "q", "centre")


class InvoiceFilter(DatedListFilter):
    standing = django_filters.ChoiceFilter(
        label=_("Payment"),
        choices=[("unpaid", _("Not paid in full")), ("late", _("Late"))],
        method="narrow",
        empty_label=_("All"),
    )
    number = django_filters.CharFilter(label=_("Number"), lookup_expr="says")
    payer_name = django_filters.CharFilter(label=_("Payer"), lookup_expr="says")

    class Meta:
        model = Invoice
        fields = ("standing", "number", "payer_name")

    def narrow(self, rows: InvoiceQuerySet, name: str, value: str) -> InvoiceQuerySet:
        unpaid = rows.unpaid()
        return unpaid.filter(due_on__lt=self.today) if value == "late" else unpaid


class PaymentFilter(ListFilter):
    rest = django_filters.ChoiceFilter(
        label=_("Allocated"), choices=[("yes", _("Something is left"))], method="narrow", empty_label=_("All")
    )
    text = django_filters.CharFilter(label=_("Text"), lookup_expr="says")

    class Meta:
        model = Payment
        fields = ("rest", "text")

    def narrow(self, rows: PaymentQuerySet, name: str, value: str) -> PaymentQuerySet:
        return rows.with_rest()
