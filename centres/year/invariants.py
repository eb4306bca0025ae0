from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "an active Centre has an adviser": """
        SELECT c.id, c.name FROM membership_centre c WHERE c.state = 'active' AND NOT EXISTS (
            SELECT 1 FROM membership_centreaccess a
            WHERE a.centre_id = c.id AND a.kind = 'adviser' AND a.until_at IS NULL)""",
        "an active Centre has a year from its approval": """
        SELECT c.id, c.name FROM membership_centre c WHERE c.state = 'active' AND NOT EXISTS (
            SELECT 1 FROM year_centreyear y
            WHERE y.centre_id = c.id AND y.number = 1 AND y.opens_on = c.approved_on)""",
    }
)
