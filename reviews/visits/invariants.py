from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "an assessor has one agreed visit a day": """
        SELECT assessor_id, agreed_on, count(*) FROM visits_visit WHERE state IN ('agreed', 'held', 'done')
        GROUP BY assessor_id, agreed_on HAVING count(*) > 1""",
        "a visit covers schools of its own year": """
        SELECT c.visit_id, c.review_id FROM visits_visitedreview c JOIN visits_visit v ON v.id = c.visit_id
        JOIN update_review r ON r.id = c.review_id WHERE r.year_id <> v.year_id""",
        "a visit at work is seen by its assessor": """
        SELECT v.id FROM visits_visit v JOIN year_centreyear y ON y.id = v.year_id
        WHERE v.state IN ('declared', 'agreed', 'held') AND v.left_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM membership_centreaccess a WHERE a.centre_id = y.centre_id AND a.user_id = v.assessor_id
            AND a.kind = 'assessor' AND a.until_at IS NULL)""",
        "an agreed plan for development has both signatures": """
        SELECT p.id FROM visits_developmentplan p WHERE p.state = 'agreed' AND (
            SELECT count(*) FROM visits_plansignature s WHERE s.plan_id = p.id AND s.taken_back_at IS NULL) <> 2""",
        "a recorded review has an outcome for every element": """
        SELECT r.id FROM update_review r WHERE r.state = 'recorded' AND EXISTS (
            SELECT 1 FROM update_element e WHERE e.framework_id = r.framework_id AND NOT EXISTS (
                SELECT 1 FROM visits_finding f WHERE f.review_id = r.id AND f.element_id = e.id))""",
    }
)
