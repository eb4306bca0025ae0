"""A sealed report whose content was withdrawn keeps the hash of what was sealed."""

from django.db import migrations

NAME = "sealed_report_hash_is_of_its_content"
BEFORE = f"""
ALTER TABLE reports_sealedreport DROP CONSTRAINT {NAME};
ALTER TABLE reports_sealedreport ADD CONSTRAINT {NAME}
    CHECK (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex'));
"""
NOW = f"""
ALTER TABLE reports_sealedreport DROP CONSTRAINT {NAME};
ALTER TABLE reports_sealedreport ADD CONSTRAINT {NAME}
    CHECK (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex') OR (content = '' AND withdrawn_at IS NOT NULL));
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_content_withdrawn")]

    operations = [migrations.RunSQL(NOW, BEFORE)]
