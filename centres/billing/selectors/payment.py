from dataclasses import dataclass

from django.db.models import Q

from centres.billing.models.charge import Charge
from centres.billing.models.invoice import InvoiceLine
from centres.billing.models.payment import Allocation, Payment
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.event import told
from iqm_coe.lib.permissions import may

LINES_SHOWN = 40


@dataclass(frozen=True)
class PaymentPage:
    """A payment with what it was used for."""

    payment: Payment
    allocations: list[Allocation]
    can_act: bool
    own: frozenset[int]
    events: list[dict[str, object]]


def payment_page(payment: Payment, user: User) -> PaymentPage:
    """Every allocation, also those taken back."""
    rows = payment.allocations.select_related("line__invoice", "line__charge__membership__school", "countered_by", "by")
    allocations = list(rows)
    own = Charge.objects.filter(line__in=[row.line_id for row in allocations]).own_of(user)
    return PaymentPage(
        payment=payment,
        allocations=allocations,
        can_act=may(user, "billing.do_finance"),
        own=frozenset(own.values_list("line", flat=True)),
        events=told(payment, to=user),
    )


def open_lines(words: str = "", payer: int | None = None) -> list[InvoiceLine]:
    """Lines with something to pay, the one due first on top; narrowed by number, school or payer."""
    lines = InvoiceLine.objects.unsettled().for_list().order_by("invoice__due_on", "pk")
    if payer:
        lines = lines.filter(invoice__payer=payer)
    if words:
        school = Q(charge__membership__school__name__says=words)
        lines = lines.filter(Q(invoice__number__says=words) | Q(invoice__payer_name__says=words) | school)
    return list(lines[:LINES_SHOWN])
