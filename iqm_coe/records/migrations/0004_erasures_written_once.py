"""That somebody was erased, and its certificate, are written once: nothing brings a name back."""

from django.db import migrations


def written_once(table):
    """The rows of this table are never changed or deleted, by nobody."""
    return migrations.RunSQL(
        f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();",
        f"DROP TRIGGER written_once ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_foundations"), ("records", "0003_exports_and_erasures")]

    operations = [written_once("records_erasure"), written_once("records_certificate")]
