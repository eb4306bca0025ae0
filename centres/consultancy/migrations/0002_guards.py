"""An entry of the ledger moves the account of its year in the same statement (R33, R36)."""

from django.db import migrations

def written_once(table):
    """The rows of this table are never changed or deleted, by nobody."""
    return migrations.RunSQL(
        f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();",
        f"DROP TRIGGER written_once ON {table};",
    )


# The row comes first, at zero: a CHECK looks at the row that INSERT ... ON CONFLICT proposes, not at the sum.
LEDGER = """
CREATE FUNCTION consultancy_book_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.counters_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM consultancy_ledgerentry e WHERE e.id = NEW.counters_id AND e.counters_id IS NULL
            AND e.year_id = NEW.year_id AND e.minutes = -NEW.minutes) THEN
        RAISE EXCEPTION 'a correction takes back exactly what was entered' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO consultancy_consultancyaccount (year_id, balance) VALUES (NEW.year_id, 0) ON CONFLICT DO NOTHING;
    UPDATE consultancy_consultancyaccount SET balance = balance + NEW.minutes WHERE year_id = NEW.year_id;
    RETURN NULL;
END $$;
CREATE TRIGGER book_entry AFTER INSERT ON consultancy_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION consultancy_book_entry();
"""
UNDO = """
DROP TRIGGER book_entry ON consultancy_ledgerentry; DROP FUNCTION consultancy_book_entry();
"""


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_foundations"), ("consultancy", "0001_consultancy")]

    operations = [
        written_once("consultancy_consultancygrant"),
        written_once("consultancy_ledgerentry"),
        migrations.RunSQL(LEDGER, UNDO),
    ]
