from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "no withdrawal leaves a guard open": """
        SELECT id, table_name, row_id FROM records_withdrawnplace WHERE is_open""",
        "every withdrawal has its places": """
        SELECT w.id FROM records_withdrawal w
        WHERE NOT EXISTS (SELECT 1 FROM records_withdrawnplace p WHERE p.withdrawal_id = w.id)""",
        "whoever was erased is nobody any more": r"""
        SELECT e.id, e.pseudonym FROM records_erasure e JOIN accounts_user u ON u.id = e.person_id
        WHERE u.is_active OR u.name <> e.pseudonym OR u.phone <> '' OR u.password NOT LIKE '!%'
            OR u.email NOT LIKE '%@erased.invalid'
            OR EXISTS (SELECT 1 FROM account_emailaddress a WHERE a.user_id = u.id)
            OR EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = u.id)
            OR EXISTS (SELECT 1 FROM accounts_signin s WHERE s.user_id = u.id)
            OR EXISTS (SELECT 1 FROM accounts_iqmrole r WHERE r.user_id = u.id AND r.ended_at IS NULL)""",
        "nobody stands under a pseudonym without an erasure": """
        SELECT u.id FROM accounts_user u WHERE u.email LIKE '%@erased.invalid'
            AND NOT EXISTS (SELECT 1 FROM records_erasure e WHERE e.person_id = u.id)""",
        "every erasure has its certificate": """
        SELECT e.id FROM records_erasure e
        WHERE NOT EXISTS (SELECT 1 FROM records_certificate c WHERE c.erasure_id = e.id)""",
    }
)
