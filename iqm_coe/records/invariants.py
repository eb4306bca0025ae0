from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "no withdrawal leaves a guard open": """
        SELECT id, table_name, row_id FROM records_withdrawnplace WHERE is_open""",
        "every withdrawal has its places": """
        SELECT w.id FROM records_withdrawal w
        WHERE NOT EXISTS (SELECT 1 FROM records_withdrawnplace p WHERE p.withdrawal_id = w.id)""",
    }
)
