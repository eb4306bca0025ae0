"""The text of a bank line goes when its time is over, by the one function that clears; all else of a payment stays."""

from django.db import migrations

KEPT = """
CREATE OR REPLACE FUNCTION billing_keep_payment() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'payer_id' = to_jsonb(OLD) - 'payer_id'
            OR is_being_cleared(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a payment is written once: only who paid is added' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_numbers_in_a_row"), ("records", "0007_clear_rows")]

    operations = [migrations.RunSQL(KEPT, migrations.RunSQL.noop)]
