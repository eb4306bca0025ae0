"""What must always hold of mail and reminders."""

from iqm_coe.lib.invariants import invariants

INVARIANTS = invariants(
    {
        "a message that was addressed has a mail to somebody, or says that it found nobody or was over": """
        SELECT m.id, m.kind FROM notifications_message m
        WHERE m.addressed_at IS NOT NULL AND m.nobody_at IS NULL AND m.over_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM notifications_delivery d WHERE d.message_id = m.id)""",
        "a reminder that was sent has a message of its day": """
        SELECT r.id, r.kind FROM notifications_reminder r LEFT JOIN notifications_message m ON m.id = r.message_id
        WHERE r.sent_at IS NOT NULL AND (m.id IS NULL OR m.created_at <> r.sent_at)""",
        "of one thing no earlier reminder was sent after a later one": """
        SELECT r.id, l.id FROM notifications_reminder r JOIN notifications_reminder l
            ON l.kind = r.kind AND l.subject_id = r.subject_id AND l.due_on = r.due_on AND l.step > r.step
        WHERE r.sent_at IS NOT NULL AND l.sent_at IS NOT NULL AND r.sent_at >= l.sent_at""",
        "confidential mail is empty once it went or was let go": """
        SELECT d.id FROM notifications_delivery d JOIN notifications_message m ON m.id = d.message_id
        WHERE m.is_confidential AND coalesce(d.sent_at, d.let_go_at) IS NOT NULL AND (d.text <> '' OR d.html <> '')""",
    }
)
