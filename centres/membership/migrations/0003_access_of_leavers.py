"""What was given for a role at IQM that has ended since is ended too, so that a later role does not bring it back."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_people'),
        ('membership', '0002_names'),
    ]

    operations = [
        migrations.RunSQL(
            """
            UPDATE membership_centreaccess a SET until_at = greatest(a.from_at, coalesce((
                SELECT max(r.ended_at) FROM accounts_iqmrole r WHERE r.user_id = a.user_id AND r.kind = a.kind), now()))
            WHERE a.until_at IS NULL AND a.kind IN ('adviser', 'assessor') AND NOT EXISTS (
                SELECT 1 FROM accounts_iqmrole r
                WHERE r.user_id = a.user_id AND r.kind = a.kind AND r.ended_at IS NULL)""",
            migrations.RunSQL.noop,
        ),
    ]
