from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "a Centre and its application agree": """
        SELECT c.id, c.state, a.state FROM membership_centre c JOIN application_application a ON a.centre_id = c.id
        WHERE (c.state = 'active') <> (a.state = 'approved')
           OR (c.state = 'closed') <> (a.state IN ('declined', 'withdrawn'))""",
        "nobody joins a Centre after its decision without an award": """
        SELECT m.id, m.state FROM membership_membership m JOIN application_application a ON a.centre_id = m.centre_id
        WHERE m.state = 'joining' AND a.state NOT IN ('draft', 'submitted', 'changes_requested')""",
        "an application with IQM has no open invitation": """
        SELECT a.id, i.id FROM application_application a JOIN membership_centreinvitation i ON i.centre_id = a.centre_id
        WHERE a.state <> 'draft' AND i.state = 'open'""",
        "a decision happened once": """
        SELECT subject_id, count(*) FROM accounts_event
        WHERE subject_type = 'application.application' AND action IN ('approve', 'decline')
        GROUP BY subject_id HAVING count(*) > 1""",
        "a decider held no role in a member school, or an override was recorded": """
        SELECT a.id, a.decided_by_id FROM application_application a
        WHERE a.decided_at IS NOT NULL AND a.override_reason = '' AND EXISTS (
            SELECT 1 FROM schools_schoolrole r JOIN membership_membership m ON m.school_id = r.school_id
            WHERE m.centre_id = a.centre_id AND r.user_id = a.decided_by_id AND m.joined_at <= a.decided_at
              AND (m.ended_at IS NULL OR m.ended_at >= a.decided_at)
              AND r.granted_at <= a.decided_at AND (r.ended_at IS NULL OR r.ended_at > a.decided_at))""",
        "an approval found two eligible schools": """
        SELECT a.id FROM application_application a WHERE a.state = 'approved' AND (
            SELECT count(*) FROM application_eligibilityfinding f
            WHERE f.application_id = a.id AND f.moment = 'approval' AND f.is_eligible) < 2""",
        "changes stay asked for only while they are requested": """
        SELECT a.id, r.id FROM application_application a JOIN application_changerequest r ON r.application_id = a.id
        WHERE r.answered_at IS NULL AND a.state NOT IN ('changes_requested', 'withdrawn')""",
    }
)
