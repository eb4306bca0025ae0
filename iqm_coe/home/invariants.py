"""What must hold of the whole database at any moment, looked at from outside the code that writes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection

from iqm_coe.home import files


@dataclass(frozen=True)
class Breach:
    """One thing that does not hold."""

    name: str
    detail: str


Check = Callable[[], Iterator[str]]

CHECKS: dict[str, str] = {
    "an active Centre has two members": """
        SELECT c.id, c.name FROM centres_centre c WHERE c.state = 'active' AND (
            SELECT count(*) FROM centres_membership m WHERE m.centre_id = c.id AND m.state = 'live') < 2""",
    "an active Centre has an adviser": """
        SELECT c.id, c.name FROM centres_centre c WHERE c.state = 'active' AND NOT EXISTS (
            SELECT 1 FROM centres_centreaccess a
            WHERE a.centre_id = c.id AND a.kind = 'adviser' AND a.until_at IS NULL)""",
    "an active Centre has a year from its approval": """
        SELECT c.id, c.name FROM centres_centre c WHERE c.state = 'active' AND NOT EXISTS (
            SELECT 1 FROM centres_centreyear y
            WHERE y.centre_id = c.id AND y.number = 1 AND y.opens_on = c.approved_on)""",
    "the lead school belongs to its Centre": """
        SELECT c.id, c.name FROM centres_centre c WHERE c.state <> 'closed' AND NOT EXISTS (
            SELECT 1 FROM centres_membership m
            WHERE m.centre_id = c.id AND m.school_id = c.lead_school_id AND m.state <> 'ended')""",
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
    "an accepted invitation gave its role": """
        SELECT i.id FROM schools_roleinvitation i WHERE i.state = 'accepted' AND NOT EXISTS (
            SELECT 1 FROM schools_schoolrole r WHERE r.school_id = i.school_id AND r.kind = i.kind)""",
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
    "a message that was addressed says to whom, or found nobody": """
        SELECT d.id FROM notifications_delivery d JOIN notifications_message m ON m.id = d.message_id
        WHERE m.addressed_at IS NULL""",
    "a reminder that was sent has a message of its day": """
        SELECT r.id, r.kind FROM notifications_reminder r LEFT JOIN notifications_message m ON m.id = r.message_id
        WHERE r.sent_at IS NOT NULL AND (m.id IS NULL OR m.created_at <> r.sent_at)""",
    "of one thing no earlier reminder was sent after a later one": """
        SELECT r.id, l.id FROM notifications_reminder r JOIN notifications_reminder l
            ON l.kind = r.kind AND l.subject_id = r.subject_id AND l.due_on = r.due_on AND l.step > r.step
        WHERE r.sent_at IS NOT NULL AND l.sent_at IS NOT NULL AND r.sent_at >= l.sent_at""",
    "sent confidential mail is empty": """
        SELECT d.id FROM notifications_delivery d JOIN notifications_message m ON m.id = d.message_id
        WHERE m.is_confidential AND d.sent_at IS NOT NULL AND (d.text <> '' OR d.html <> '')""",
    "every sealed report's hash recomputes": """
        SELECT id, code FROM reviews_sealedreport
        WHERE sha256 <> encode(sha256(convert_to(content, 'UTF8')), 'hex')""",
    "an issued report is sealed, and nothing else is": """
        SELECT r.id, r.state FROM reviews_report r LEFT JOIN reviews_sealedreport s ON s.report_id = r.id
        WHERE (r.state = 'issued') <> (s.id IS NOT NULL)""",
    "a report is checked by somebody who did not write it": """
        SELECT id FROM reviews_report WHERE checked_by_id = author_id""",
    "not maintained is issued by a second person": """
        SELECT r.id FROM reviews_report r JOIN reviews_sealedreport s ON s.report_id = r.id
        WHERE r.recommendation = 'not_maintained' AND s.issued_by_id = r.checked_by_id""",
    "an assessor has one agreed visit a day": """
        SELECT assessor_id, agreed_on, count(*) FROM reviews_visit WHERE state IN ('agreed', 'held', 'done')
        GROUP BY assessor_id, agreed_on HAVING count(*) > 1""",
    "a visit covers schools of its own year": """
        SELECT c.visit_id, c.review_id FROM reviews_visitedreview c JOIN reviews_visit v ON v.id = c.visit_id
        JOIN reviews_review r ON r.id = c.review_id WHERE r.year_id <> v.year_id""",
    "a visit at work is seen by its assessor": """
        SELECT v.id FROM reviews_visit v JOIN centres_centreyear y ON y.id = v.year_id
        WHERE v.state IN ('appointed', 'declared', 'agreed', 'held') AND NOT EXISTS (
            SELECT 1 FROM centres_centreaccess a WHERE a.centre_id = y.centre_id AND a.user_id = v.assessor_id
            AND a.kind = 'assessor' AND a.until_at IS NULL)""",
    "an agreed plan for development has both signatures": """
        SELECT p.id FROM reviews_developmentplan p WHERE p.state = 'agreed' AND (
            SELECT count(*) FROM reviews_plansignature s WHERE s.plan_id = p.id AND s.taken_back_at IS NULL) <> 2""",
    "a recorded review has an outcome for every element": """
        SELECT r.id FROM reviews_review r WHERE r.state = 'recorded' AND EXISTS (
            SELECT 1 FROM reviews_element e WHERE e.framework_id = r.framework_id AND NOT EXISTS (
                SELECT 1 FROM reviews_finding f WHERE f.review_id = r.id AND f.element_id = e.id))""",
}

# Each state agrees with its events: the last event of a row that names a target state names the state it is in.
STATEFUL_TABLES = {
    "centres.centre": "centres_centre",
    "centres.membership": "centres_membership",
    "centres.application": "centres_application",
    "centres.plan": "centres_plan",
    "reviews.review": "reviews_review",
    "reviews.visit": "reviews_visit",
    "reviews.dateround": "reviews_dateround",
    "reviews.developmentplan": "reviews_developmentplan",
    "reviews.report": "reviews_report",
    "centres.centreinvitation": "centres_centreinvitation",
    "centres.charge": "centres_charge",
    "schools.roleinvitation": "schools_roleinvitation",
    "accounts.iqminvitation": "accounts_iqminvitation",
}
STATE_AGREES = """
    SELECT t.id, t.state, e.to_state FROM {table} t JOIN LATERAL (
        SELECT to_state FROM accounts_event
        WHERE subject_type = '{label}' AND subject_id = t.id AND to_state <> '' ORDER BY id DESC LIMIT 1
    ) e ON true WHERE e.to_state <> t.state
"""


EVERY_FILE = "every row of a file has its file"


def every_check() -> dict[str, str]:
    """Name and query of each invariant; a query that gives a row has found a breach."""
    agreeing = {
        f"the state of each {label} agrees with its events": STATE_AGREES.format(table=table, label=label)
        for label, table in STATEFUL_TABLES.items()
    }
    return CHECKS | agreeing


def broken() -> list[Breach]:
    """Every breach there is, at most ten of a kind."""
    breaches = []
    with connection.cursor() as cursor:
        for name, query in every_check().items():
            cursor.execute(f"{query} LIMIT 10")
            breaches += [Breach(name, ", ".join(str(value) for value in row)) for row in cursor.fetchall()]
    return breaches + [Breach(EVERY_FILE, name) for name in files.without_file()[:10]]
