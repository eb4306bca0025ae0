from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "every sealed report's hash recomputes": """
        SELECT id, code FROM reports_sealedreport
        WHERE sha256 <> encode(sha256(convert_to(content, 'UTF8')), 'hex')
        AND NOT (content = '' AND withdrawn_at IS NOT NULL AND EXISTS (
            SELECT 1 FROM records_withdrawnplace p WHERE p.table_name = 'reports_sealedreport'
            AND p.row_id = reports_sealedreport.id AND p.before_sha256 = reports_sealedreport.sha256))""",
        "an issued report is sealed, and nothing else is": """
        SELECT r.id, r.state FROM reports_report r LEFT JOIN reports_sealedreport s ON s.report_id = r.id
        WHERE (r.state = 'issued') <> (s.id IS NOT NULL)""",
        "a report is checked by somebody who did not write it": """
        SELECT id FROM reports_report WHERE checked_by_id = author_id""",
        "not maintained is issued by a second person": """
        SELECT r.id FROM reports_report r JOIN reports_sealedreport s ON s.report_id = r.id
        WHERE r.recommendation = 'not_maintained' AND s.issued_by_id = r.checked_by_id""",
    }
)
