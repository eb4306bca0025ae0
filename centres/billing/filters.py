"""How lists of money are narrowed."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from centres.billing.conditions.charge import line_is_settled
from centres.billing.conditions.finance import AGES, of_age
from centres.billing.enums import ChargeStanding, ChargeState
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice
from centres.billing.models.payment import Payment
from centres.billing.querysets.invoice import is_unpaid
from iqm_coe.lib.filters import Condition, ListFilter, on_any_day, one_of, says


def unpaid_of(age: str) -> Callable[[date], Q]:
    """What is unpaid and so late, asked of a day."""
    return lambda day: is_unpaid() & of_age(age, day)


INVOICED, PAID = Q(state=ChargeState.INVOICED), line_is_settled("line__account")
BEGUN = Q(line__account__paid__gt=0) | Q(line__account__written_off__gt=0)


def _owed(day: date) -> Q:
    """Invoiced, not paid in full, and not late."""
    return INVOICED & ~PAID & Q(line__invoice__due_on__gte=day)


# As `Charge.standing` says it of one row.
STANDING: Mapping[str, Condition] = {
    ChargeStanding.TO_PRICE.value: on_any_day(Q(state=ChargeState.TO_PRICE)),
    ChargeStanding.OPEN.value: on_any_day(Q(state=ChargeState.OPEN)),
    ChargeStanding.DUE.value: lambda day: _owed(day) & ~BEGUN,
    ChargeStanding.PART_PAID.value: lambda day: _owed(day) & BEGUN,
    ChargeStanding.LATE.value: lambda day: INVOICED & ~PAID & Q(line__invoice__due_on__lt=day),
    ChargeStanding.PAID.value: on_any_day(INVOICED & PAID),
    ChargeStanding.WAIVED.value: on_any_day(Q(state=ChargeState.WAIVED)),
}


def _as_invoiced(paid: Q, begun: Q, due: str) -> Mapping[str, Condition]:
    """As `ChargeStanding.of` says it of one row: the first that holds."""
    return {
        ChargeStanding.PAID.value: on_any_day(paid),
        ChargeStanding.LATE.value: lambda day: Q(**{f"{due}__lt": day}),
        ChargeStanding.PART_PAID.value: on_any_day(begun),
        ChargeStanding.DUE.value: lambda day: Q(**{f"{due}__gte": day}),
    }


# Of a line, and of an invoice with what is outstanding of it.
LINE_STANDING = _as_invoiced(
    line_is_settled("account"), Q(account__paid__gt=0) | Q(account__written_off__gt=0), "invoice__due_on"
)
INVOICE_STANDING = _as_invoiced(Q(outstanding=0), Q(outstanding__lt=F("gross")), "due_on")
EVER_INVOICED = ChargeState.INVOICED.value


class ChargeFilter(ListFilter):
    state = one_of(
        _("State"),
        "",
        [*ChargeStanding.choices, (EVER_INVOICED, _("On an invoice, paid or not"))],
        every=_("Any state"),
        when={**STANDING, EVER_INVOICED: on_any_day(INVOICED)},
    )
    q = says(_("School"), "membership__school__name")
    centre = says(_("Centre"), "year__centre__name")

    class Meta:
        model = Charge
        fields = ("state", "q", "centre")


class InvoiceFilter(ListFilter):
    standing = one_of(
        _("Payment"),
        "",
        [("unpaid", _("Not paid in full")), ("late", _("Late")), *AGES.items()],
        every=_("All"),
        when={
            "unpaid": lambda day: is_unpaid(),
            "late": lambda day: is_unpaid() & Q(due_on__lt=day),
            **{code: unpaid_of(code) for code in AGES},
        },
    )
    number = says(_("Number"), "number")
    payer_name = says(_("Payer"), "payer_name")

    class Meta:
        model = Invoice
        fields = ("standing", "number", "payer_name")


class PaymentFilter(ListFilter):
    rest = one_of(
        _("Allocated"),
        "",
        [("yes", _("Something is left"))],
        every=_("All"),
        when={"yes": on_any_day(Q(balance__allocated__lt=F("balance__amount")))},
    )
    text = says(_("Text"), "text")
    payer = says(_("Payer"), "payer__name")

    class Meta:
        model = Payment
        fields = ("rest", "text", "payer")
