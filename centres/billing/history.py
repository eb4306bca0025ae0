"""What of this room belongs to the history of a Centre: for those who read its money, schools their own."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import QuerySet

from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine
from centres.billing.models.payment import Payment
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.history import Chapter, Recorded, Subject, of_a_centre
from iqm_coe.lib.templatetags.words import money


def _invoice(pk: int) -> str:
    return address("billing:invoice", pk)


def _invoices(user: User, centre: int) -> QuerySet[Invoice]:
    """By the lines that this person sees: of another school's on the same invoice nobody learns by it."""
    lines = InvoiceLine.objects.visible_to(user).filter(charge__year__centre=centre)
    return Invoice.objects.filter(lines__in=lines)


def _of_payments(events: Sequence[Recorded]) -> dict[int, str]:
    """How much it was; and of what was used for a line, or taken back from one, of which school and invoice."""
    wanted = {line for event in events if isinstance(line := event.facts.get("line"), int)}
    rows = InvoiceLine.objects.filter(pk__in=wanted).values_list(
        "pk", "charge__membership__school__name", "invoice__number"
    )
    of_lines = {line: f"{school}, {invoice}" for line, school, invoice in rows} if wanted else {}
    return {event.pk: _of_payment(event.facts, of_lines) for event in events}


def _of_payment(facts: Mapping[str, object], of_lines: Mapping[int, str]) -> str:
    amount = money(Decimal(str(facts["amount"]))) if "amount" in facts else ""
    line = facts.get("line")
    return ", ".join(one for one in (amount, of_lines.get(line, "") if isinstance(line, int) else "") if one)


HISTORY = of_a_centre(
    Subject(
        "billing.charge",
        Chapter.MONEY,
        lambda user, centre: Charge.objects.visible_to(user).filter(year__centre=centre),
        school="membership__school",
        year="year__number",
        address=_invoice,
        leads_to="line__invoice_id",
        quiet=frozenset({"invoice"}),  # told with the invoice
        for_office=frozenset({"raise", "price", "waive"}),
    ),
    Subject(
        "billing.invoice",
        Chapter.MONEY,
        _invoices,
        school="lines__charge__membership__school",
        year="lines__charge__year__number",
        named="number",
        address=_invoice,
    ),
    Subject(
        "billing.invoiceline",
        Chapter.MONEY,
        lambda user, centre: InvoiceLine.objects.visible_to(user).filter(charge__year__centre=centre),
        school="charge__membership__school",
        year="charge__year__number",
        named="invoice__number",
        address=_invoice,
        leads_to="invoice_id",
    ),
    Subject(
        "billing.payment",
        Chapter.MONEY,
        lambda user, centre: Payment.objects.visible_to(user).filter(allocations__line__charge__year__centre=centre),
        address=lambda pk: address("billing:payment", pk),
        tells=_of_payments,
        elsewhere="text",
    ),
)
