from iqm_coe.lib.invariants import invariants

# Told by the Centre's last year and not by a clock: who becomes a member after it has ended waits for the next.
LIVE_MEMBER_WITHOUT = """
        SELECT m.id, y.id FROM membership_membership m
        JOIN membership_centre c ON c.id = m.centre_id AND c.state = 'active'
        JOIN LATERAL (
            SELECT * FROM year_centreyear WHERE centre_id = c.id ORDER BY number DESC LIMIT 1
        ) y ON m.live_from <= y.closes_on
        WHERE m.state = 'live' AND NOT EXISTS ({row})"""

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
        "a year has its three plans": """
        SELECT y.id, y.centre_id, y.number FROM year_centreyear y
        WHERE (SELECT count(*) FROM year_plan p WHERE p.year_id = y.id) <> 3""",
    }
)
