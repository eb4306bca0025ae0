"""A sealed report, and a pack that was built, are written once, and a hash is that of its content (R26)."""

from django.db import migrations

def written_once(table):
    """The rows of this table are never changed or deleted, by nobody."""
    return migrations.RunSQL(
        f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();",
        f"DROP TRIGGER written_once ON {table};",
    )


def hash_is_of_its_content(table, name):
    """The database computes the hash itself, so that no row can claim another one."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} "
        "CHECK (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex'))",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_foundations"), ("reports", "0001_reports")]

    operations = [
        written_once("reports_sealedreport"),
        written_once("reports_packfile"),
        hash_is_of_its_content("reports_sealedreport", "sealed_report_hash_is_of_its_content"),
        hash_is_of_its_content("reports_factualcheck", "factual_hash_is_of_its_content"),
    ]
