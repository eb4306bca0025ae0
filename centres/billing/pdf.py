"""Documents of money: pure context, then rendering."""

from collections import defaultdict
from decimal import Decimal

from centres.billing.models.invoice import Invoice, InvoiceLine
from iqm_coe.lib import pdf


def invoice(issued: Invoice) -> bytes:
    """The invoice as its payer gets it, from what was stamped when it was issued: the same bytes' words for ever."""
    return pdf.render("pdf/invoice.html", invoice_context(issued))


def invoice_context(issued: Invoice) -> dict[str, object]:
    """Everything a school's office needs in order to pay."""
    lines = list(issued.lines.for_list())
    return {"invoice": issued, "lines": lines, "rates": _by_rate(lines), "sender": issued.sender}


def _by_rate(lines: list[InvoiceLine]) -> list[dict[str, object]]:
    """Net and VAT for each rate, as tax law asks."""
    sums: dict[Decimal, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for line in lines:
        sums[line.vat_rate][0] += line.net
        sums[line.vat_rate][1] += line.vat
    return [{"rate": rate, "net": net, "vat": vat} for rate, (net, vat) in sorted(sums.items())]
