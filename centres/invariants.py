"""What must always hold of Centres."""

from iqm_coe.lib.invariants import invariants

MEMBERSHIP = invariants(
    {
        "an active Centre has two members": """
        SELECT c.id, c.name FROM centres_centre c WHERE c.state = 'active' AND (
            SELECT count(*) FROM centres_membership m WHERE m.centre_id = c.id AND m.state = 'live') < 2""",
        "the lead school belongs to its Centre": """
        SELECT c.id, c.name FROM centres_centre c WHERE c.state <> 'closed' AND NOT EXISTS (
            SELECT 1 FROM centres_membership m
            WHERE m.centre_id = c.id AND m.school_id = c.lead_school_id AND m.state <> 'ended')""",
    }
)

YEAR = invariants(
    {
        "an active Centre has an adviser": """
        SELECT c.id, c.name FROM centres_centre c WHERE c.state = 'active' AND NOT EXISTS (
            SELECT 1 FROM centres_centreaccess a
            WHERE a.centre_id = c.id AND a.kind = 'adviser' AND a.until_at IS NULL)""",
        "an active Centre has a year from its approval": """
        SELECT c.id, c.name FROM centres_centre c WHERE c.state = 'active' AND NOT EXISTS (
            SELECT 1 FROM centres_centreyear y
            WHERE y.centre_id = c.id AND y.number = 1 AND y.opens_on = c.approved_on)""",
    }
)

APPLICATION = invariants(
    {
        "a Centre and its application agree": """
        SELECT c.id, c.state, a.state FROM centres_centre c JOIN centres_application a ON a.centre_id = c.id
        WHERE (c.state = 'active') <> (a.state = 'approved')
           OR (c.state = 'closed') <> (a.state IN ('declined', 'withdrawn'))""",
        "nobody joins a Centre after its decision without an award": """
        SELECT m.id, m.state FROM centres_membership m JOIN centres_application a ON a.centre_id = m.centre_id
        WHERE m.state = 'joining' AND a.state NOT IN ('draft', 'submitted', 'changes_requested')""",
        "an application with IQM has no open invitation": """
        SELECT a.id, i.id FROM centres_application a JOIN centres_centreinvitation i ON i.centre_id = a.centre_id
        WHERE a.state <> 'draft' AND i.state = 'open'""",
        "a decision happened once": """
        SELECT subject_id, count(*) FROM accounts_event
        WHERE subject_type = 'centres.application' AND action IN ('approve', 'decline')
        GROUP BY subject_id HAVING count(*) > 1""",
        "a decider held no role in a member school, or an override was recorded": """
        SELECT a.id, a.decided_by_id FROM centres_application a
        WHERE a.decided_at IS NOT NULL AND a.override_reason = '' AND EXISTS (
            SELECT 1 FROM schools_schoolrole r JOIN centres_membership m ON m.school_id = r.school_id
            WHERE m.centre_id = a.centre_id AND r.user_id = a.decided_by_id AND m.joined_at <= a.decided_at
              AND (m.ended_at IS NULL OR m.ended_at >= a.decided_at)
              AND r.granted_at <= a.decided_at AND (r.ended_at IS NULL OR r.ended_at > a.decided_at))""",
        "an approval found two eligible schools": """
        SELECT a.id FROM centres_application a WHERE a.state = 'approved' AND (
            SELECT count(*) FROM centres_eligibilityfinding f
            WHERE f.application_id = a.id AND f.moment = 'approval' AND f.is_eligible) < 2""",
        "changes stay asked for only while they are requested": """
        SELECT a.id, r.id FROM centres_application a JOIN centres_changerequest r ON r.application_id = a.id
        WHERE r.answered_at IS NULL AND a.state NOT IN ('changes_requested', 'withdrawn')""",
    }
)

BILLING = invariants(
    {
        "a charge is on one line when it is invoiced, and on none before": """
        SELECT c.id, c.state FROM centres_charge c LEFT JOIN centres_invoiceline l ON l.charge_id = c.id
        WHERE (c.state = 'invoiced') <> (l.id IS NOT NULL)""",
        "invoice numbers have no gaps": """
        SELECT s.year, s.last FROM centres_invoiceseries s LEFT JOIN (
            SELECT series_id, count(*) AS number, max(sequence) AS top FROM centres_invoice GROUP BY series_id
        ) i ON i.series_id = s.year WHERE s.last <> coalesce(i.number, 0) OR s.last <> coalesce(i.top, 0)""",
        "an invoice is the sum of its lines": """
        SELECT i.id, i.gross FROM centres_invoice i WHERE (i.net, i.vat, i.gross) IS DISTINCT FROM (
            SELECT (sum(net), sum(vat), sum(gross)) FROM centres_invoiceline l WHERE l.invoice_id = i.id)""",
        "what is paid on a line is the sum of its entries": """
        SELECT l.id, a.paid, a.written_off
        FROM centres_invoiceline l LEFT JOIN centres_lineaccount a ON a.line_id = l.id
        WHERE a.line_id IS NULL OR a.gross <> l.gross
           OR a.paid <> coalesce((SELECT sum(amount) FROM centres_allocation e WHERE e.line_id = l.id), 0)
           OR a.written_off <> coalesce((SELECT sum(amount) FROM centres_writeoff w WHERE w.line_id = l.id), 0)""",
        "what is allocated of a payment is the sum of its entries": """
        SELECT p.id, a.allocated FROM centres_payment p LEFT JOIN centres_paymentaccount a ON a.payment_id = p.id
        WHERE a.payment_id IS NULL OR a.amount <> p.amount
           OR a.allocated <> coalesce((SELECT sum(amount) FROM centres_allocation e WHERE e.payment_id = p.id), 0)""",
    }
)

CONSULTANCY = invariants(
    {
        "the minutes left are the sum of the ledger": """
        SELECT y.id, a.balance FROM centres_centreyear y LEFT JOIN centres_consultancyaccount a ON a.year_id = y.id
        WHERE coalesce(a.balance, 0) <> coalesce(
            (SELECT sum(minutes) FROM centres_ledgerentry e WHERE e.year_id = y.id), 0)""",
        "no minutes are spent without a grant": """
        SELECT e.id, e.minutes FROM centres_ledgerentry e WHERE e.kind = 'spend' AND NOT EXISTS (
            SELECT 1 FROM centres_consultancygrant g WHERE g.year_id = e.year_id AND g.given_at <= e.at)""",
        "a grant has its entry": """
        SELECT g.id, g.minutes FROM centres_consultancygrant g LEFT JOIN centres_ledgerentry e ON e.grant_id = g.id
        WHERE e.id IS NULL OR e.minutes <> g.minutes OR e.year_id <> g.year_id""",
        "a call is charged no more than it took": """
        SELECT c.id, c.minutes, e.minutes FROM centres_consultancycall c JOIN centres_ledgerentry e ON e.call_id = c.id
        WHERE -e.minutes > c.minutes OR e.year_id <> c.year_id""",
        "an included hour was paid for, or its release recorded": """
        SELECT g.id, c.id FROM centres_consultancygrant g
        JOIN centres_charge c ON c.year_id = g.year_id AND c.raised_at <= g.given_at
        JOIN centres_membership m ON m.id = c.membership_id AND m.state = 'live'
        LEFT JOIN centres_invoiceline l ON l.charge_id = c.id
        WHERE g.kind = 'included' AND NOT g.is_early AND (c.waived_at IS NULL OR c.waived_at > g.given_at)
          AND (l.id IS NULL OR l.gross > (
            SELECT coalesce(sum(amount), 0) FROM centres_allocation a
            WHERE a.line_id = l.id AND (a.at < g.given_at OR (a.at = g.given_at AND a.amount > 0))) + (
            SELECT coalesce(sum(amount), 0) FROM centres_writeoff w WHERE w.line_id = l.id AND w.at <= g.given_at))""",
    }
)
