from centres.year.invariants import LIVE_MEMBER_WITHOUT
from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "a live member of the open year has its review": LIVE_MEMBER_WITHOUT.format(
            row="SELECT 1 FROM update_review r WHERE r.year_id = y.id AND r.school_id = m.school_id"
        ),
    }
)
