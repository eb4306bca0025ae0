"""A mail that was claimed before it was known whether its text had begun to go may have gone."""

from django.db import migrations

FILL = """
UPDATE notifications_delivery SET handed_over_at = COALESCE(sent_at, uncertain_at, claimed_at)
WHERE claimed_at IS NOT NULL AND (failed_at IS NULL) AND handed_over_at IS NULL
"""
# What reached nobody before anybody was told of it is history, and no task of today.
NOBODY = """
UPDATE notifications_message m SET nobody_at = addressed_at, set_aside_at = addressed_at
WHERE addressed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM notifications_delivery d WHERE d.message_id = m.id)
"""
SIGN_IN = """
UPDATE notifications_{table} SET urgency = 0 WHERE {which}
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_mail_at_each_try")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(NOBODY, migrations.RunSQL.noop),
        migrations.RunSQL(
            SIGN_IN.format(table="message", which="is_confidential AND addressed_at IS NULL"), migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            SIGN_IN.format(
                table="delivery",
                which="sent_at IS NULL AND failed_at IS NULL AND uncertain_at IS NULL"
                " AND message_id IN (SELECT id FROM notifications_message WHERE is_confidential)",
            ),
            migrations.RunSQL.noop,
        ),
    ]
