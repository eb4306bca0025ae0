from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "an active Centre has two members": """
        SELECT c.id, c.name FROM membership_centre c WHERE c.state = 'active' AND (
            SELECT count(*) FROM membership_membership m WHERE m.centre_id = c.id AND m.state = 'live') < 2""",
        "the lead school belongs to its Centre": """
        SELECT c.id, c.name FROM membership_centre c WHERE c.state <> 'closed' AND NOT EXISTS (
            SELECT 1 FROM membership_membership m
            WHERE m.centre_id = c.id AND m.school_id = c.lead_school_id AND m.state <> 'ended')""",
    }
)
