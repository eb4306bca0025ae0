from centres.year.invariants import LIVE_MEMBER_WITHOUT
from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "a live member of the open year owes its annual payment": LIVE_MEMBER_WITHOUT.format(
            row="SELECT 1 FROM billing_charge o WHERE o.year_id = y.id AND o.membership_id = m.id"
        ),
        "a charge is on one line when it is invoiced, and on none before": """
        SELECT c.id, c.state FROM billing_charge c LEFT JOIN billing_invoiceline l ON l.charge_id = c.id
        WHERE (c.state = 'invoiced') <> (l.id IS NOT NULL)""",
        "invoice numbers have no gaps": """
        SELECT s.year, s.last FROM billing_invoiceseries s LEFT JOIN (
            SELECT series_id, count(*) AS number, max(sequence) AS top FROM billing_invoice GROUP BY series_id
        ) i ON i.series_id = s.year WHERE s.last <> coalesce(i.number, 0) OR s.last <> coalesce(i.top, 0)""",
        "an invoice is the sum of its lines": """
        SELECT i.id, i.gross FROM billing_invoice i WHERE (i.net, i.vat, i.gross) IS DISTINCT FROM (
            SELECT (sum(net), sum(vat), sum(gross)) FROM billing_invoiceline l WHERE l.invoice_id = i.id)""",
        "what is paid on a line is the sum of its entries": """
        SELECT l.id, a.paid, a.written_off
        FROM billing_invoiceline l LEFT JOIN billing_lineaccount a ON a.line_id = l.id
        WHERE a.line_id IS NULL OR a.gross <> l.gross
           OR a.paid <> coalesce((SELECT sum(amount) FROM billing_allocation e WHERE e.line_id = l.id), 0)
           OR a.written_off <> coalesce((SELECT sum(amount) FROM billing_writeoff w WHERE w.line_id = l.id), 0)""",
        "what is allocated of a payment is the sum of its entries": """
        SELECT p.id, a.allocated FROM billing_payment p LEFT JOIN billing_paymentaccount a ON a.payment_id = p.id
        WHERE a.payment_id IS NULL OR a.amount <> p.amount
           OR a.allocated <> coalesce((SELECT sum(amount) FROM billing_allocation e WHERE e.payment_id = p.id), 0)""",
    }
)
