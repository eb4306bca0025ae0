"""One act may take several numbers; when it ends there is an invoice for each of them."""

from django.db import migrations

SERIES_COUNTS = """
CREATE OR REPLACE FUNCTION billing_count_on() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (TG_OP = 'INSERT' AND NEW.last <> 0)
        OR (TG_OP = 'UPDATE' AND (NEW.year <> OLD.year OR NEW.last <= OLD.last)) THEN
        RAISE EXCEPTION 'invoice numbers begin at nothing and only go up' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION billing_numbers_are_given() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT count(*) FROM billing_invoice WHERE series_id = NEW.year AND sequence > OLD.last AND sequence <= NEW.last)
        <> NEW.last - OLD.last THEN
        RAISE EXCEPTION 'every invoice number that was taken is on an invoice' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER numbers_are_given AFTER UPDATE ON billing_invoiceseries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_numbers_are_given();
"""
UNDO = """
DROP TRIGGER numbers_are_given ON billing_invoiceseries; DROP FUNCTION billing_numbers_are_given();
CREATE OR REPLACE FUNCTION billing_count_on() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (TG_OP = 'INSERT' AND NEW.last <> 0)
        OR (TG_OP = 'UPDATE' AND (NEW.year, NEW.last) IS DISTINCT FROM (OLD.year, OLD.last + 1)) THEN
        RAISE EXCEPTION 'invoice numbers begin at nothing and go up by one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_names")]

    operations = [migrations.RunSQL(SERIES_COUNTS, UNDO)]
