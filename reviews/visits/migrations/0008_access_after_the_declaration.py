"""Visits of assessors who left are marked; who has not declared interests yet sees nothing of the Centre."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0003_access_of_leavers'),
        ('visits', '0007_assessor_who_left'),
    ]

    operations = [
        migrations.RunSQL(
            """
            UPDATE visits_visit v SET left_at = coalesce((
                SELECT max(r.ended_at) FROM accounts_iqmrole r
                WHERE r.user_id = v.assessor_id AND r.kind = 'assessor'), now())
            WHERE v.state IN ('appointed', 'declared', 'agreed', 'held') AND NOT EXISTS (
                SELECT 1 FROM accounts_iqmrole r
                WHERE r.user_id = v.assessor_id AND r.kind = 'assessor' AND r.ended_at IS NULL)""",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
            UPDATE membership_centreaccess a SET until_at = greatest(a.from_at, now())
            WHERE a.until_at IS NULL AND a.kind = 'assessor' AND NOT EXISTS (
                SELECT 1 FROM visits_visit v JOIN year_centreyear y ON y.id = v.year_id
                WHERE y.centre_id = a.centre_id AND v.assessor_id = a.user_id
                    AND v.state IN ('declared', 'agreed', 'held') AND v.left_at IS NULL)""",
            migrations.RunSQL.noop,
        ),
    ]
