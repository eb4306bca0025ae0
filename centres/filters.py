"""How the lists of Centres and applications can be narrowed."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centres.enums import ApplicationState, CentreState, ChargeState, PlanKind, PlanState
from centres.models import Application, Centre, Charge, Invoice, Payment, Plan
from iqm_coe.lib.dates import london_date


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


class ChargeFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=ChargeState.choices, empty_label=_("Any state"))
    q = django_filters.CharFilter(label=_("School"), field_name="membership__school__name", lookup_expr="icontains")
    centre = django_filters.CharFilter(label=_("Centre"), field_name="year__centre__name", lookup_expr="icontains")

    class Meta:
        model = Charge
        fields = ("state", "q", "centre")


class InvoiceFilter(django_filters.FilterSet):
    standing = django_filters.ChoiceFilter(
        label=_("Payment"),
        choices=[("unpaid", _("Not paid in full")), ("late", _("Late"))],
        method="narrow",
        empty_label=_("All"),
    )
    number = django_filters.CharFilter(label=_("Number"), lookup_expr="icontains")
    payer_name = django_filters.CharFilter(label=_("Payer"), lookup_expr="icontains")

    class Meta:
        model = Invoice
        fields = ("standing", "number", "payer_name")

    def narrow(self, rows, name, value):
        unpaid = rows.unpaid()
        return unpaid.filter(due_on__lt=london_date(timezone.now())) if value == "late" else unpaid


class PaymentFilter(django_filters.FilterSet):
    rest = django_filters.ChoiceFilter(
        label=_("Allocated"), choices=[("yes", _("Something is left"))], method="narrow", empty_label=_("All")
    )
    text = django_filters.CharFilter(label=_("Text"), lookup_expr="icontains")

    class Meta:
        model = Payment
        fields = ("rest", "text")

    def narrow(self, rows, name, value):
        return rows.with_rest()
