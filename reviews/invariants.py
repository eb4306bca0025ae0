"""What must always hold of reviews."""

from iqm_coe.lib.invariants import invariants

VISITS = invariants(
    {
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
)

REPORTS = invariants(
    {
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
    }
)
