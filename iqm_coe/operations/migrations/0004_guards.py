"""A sealed range is written once."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_foundations"), ("operations", "0003_trail_in_a_chain")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON operations_sealedrange "
            "FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();",
            "DROP TRIGGER written_once ON operations_sealedrange;",
        ),
    ]
