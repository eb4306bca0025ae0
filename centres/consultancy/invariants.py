from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "the minutes left are the sum of the ledger": """
        SELECT y.id, a.balance FROM year_centreyear y LEFT JOIN consultancy_consultancyaccount a ON a.year_id = y.id
        WHERE coalesce(a.balance, 0) <> coalesce(
            (SELECT sum(minutes) FROM consultancy_ledgerentry e WHERE e.year_id = y.id), 0)""",
        "no minutes are spent without a grant": """
        SELECT e.id, e.minutes FROM consultancy_ledgerentry e WHERE e.kind = 'spend' AND NOT EXISTS (
            SELECT 1 FROM consultancy_consultancygrant g WHERE g.year_id = e.year_id AND g.given_at <= e.at)""",
        "a grant has its entry": """
        SELECT g.id, g.minutes
        FROM consultancy_consultancygrant g LEFT JOIN consultancy_ledgerentry e ON e.grant_id = g.id
        WHERE e.id IS NULL OR e.minutes <> g.minutes OR e.year_id <> g.year_id""",
        "a call is charged no more than it took": """
        SELECT c.id, c.minutes, e.minutes
        FROM consultancy_consultancycall c JOIN consultancy_ledgerentry e ON e.call_id = c.id
        WHERE -e.minutes > c.minutes OR e.year_id <> c.year_id""",
        "an included hour was paid for, or its release recorded": """
        SELECT g.id, c.id FROM consultancy_consultancygrant g
        JOIN billing_charge c ON c.year_id = g.year_id AND c.raised_at <= g.given_at
        JOIN membership_membership m ON m.id = c.membership_id AND m.state = 'live'
        LEFT JOIN billing_invoiceline l ON l.charge_id = c.id
        WHERE g.kind = 'included' AND NOT g.is_early AND (c.waived_at IS NULL OR c.waived_at > g.given_at)
          AND (l.id IS NULL OR l.gross > (
            SELECT coalesce(sum(amount), 0) FROM billing_allocation a
            WHERE a.line_id = l.id AND (a.at < g.given_at OR (a.at = g.given_at AND a.amount > 0))) + (
            SELECT coalesce(sum(amount), 0) FROM billing_writeoff w WHERE w.line_id = l.id AND w.at <= g.given_at))""",
    }
)
