"""What of this room belongs to the history of a Centre: for those who read its money, schools their own."""

from django.urls import reverse

from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine
from centres.billing.models.payment import Payment
from iqm_coe.lib.history import Chapter, Subject, of_a_centre


def _invoice(pk: int) -> str:
    return reverse("billing:invoice", args=[pk])


HISTORY = of_a_centre(
    Subject(
        "billing.charge",
        Chapter.MONEY,
        lambda user, centre: Charge.objects.visible_to(user).filter(year__centre=centre),
        school="membership__school",
        year="year__number",
        address=_invoice,
        leads_to="line__invoice_id",
        for_office=frozenset({"raise", "price", "waive"}),
    ),
    Subject(
        "billing.invoice",
        Chapter.MONEY,
        lambda user, centre: Invoice.objects.visible_to(user).filter(lines__charge__year__centre=centre),
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
        address=lambda pk: reverse("billing:payment", args=[pk]),
        elsewhere="text",
    ),
)
