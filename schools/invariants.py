"""What must always hold of schools."""

from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "an accepted invitation gave its role": """
        SELECT i.id FROM schools_roleinvitation i WHERE i.state = 'accepted' AND NOT EXISTS (
            SELECT 1 FROM schools_schoolrole r WHERE r.school_id = i.school_id AND r.kind = i.kind)""",
    }
)
