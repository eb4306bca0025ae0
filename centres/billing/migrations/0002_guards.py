"""What the database itself does with money: an entry moves its account, and what is issued stands (R29, R30)."""

from django.db import migrations

def written_once(table):
    """The rows of this table are never changed or deleted, by nobody."""
    return migrations.RunSQL(
        f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();",
        f"DROP TRIGGER written_once ON {table};",
    )


# A running account moves in the same statement as its entry, with the rights of the owner, who alone may write it.
LINE_ACCOUNT = """
CREATE FUNCTION billing_open_line_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO billing_lineaccount (line_id, gross, paid, written_off) VALUES (NEW.id, NEW.gross, 0, 0);
    RETURN NULL;
END $$;
CREATE TRIGGER open_line_account AFTER INSERT ON billing_invoiceline
    FOR EACH ROW EXECUTE FUNCTION billing_open_line_account();
"""
PAYMENT_ACCOUNT = """
CREATE FUNCTION billing_open_payment_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO billing_paymentaccount (payment_id, amount, allocated) VALUES (NEW.id, NEW.amount, 0);
    RETURN NULL;
END $$;
CREATE TRIGGER open_payment_account AFTER INSERT ON billing_payment
    FOR EACH ROW EXECUTE FUNCTION billing_open_payment_account();
"""
ALLOCATION = """
CREATE FUNCTION billing_book_allocation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.counters_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM billing_allocation a WHERE a.id = NEW.counters_id AND a.counters_id IS NULL
            AND a.payment_id = NEW.payment_id AND a.line_id = NEW.line_id AND a.amount = -NEW.amount) THEN
        RAISE EXCEPTION 'a correction takes back exactly what was allocated' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE billing_paymentaccount SET allocated = allocated + NEW.amount WHERE payment_id = NEW.payment_id;
    UPDATE billing_lineaccount SET paid = paid + NEW.amount WHERE line_id = NEW.line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER book_allocation AFTER INSERT ON billing_allocation
    FOR EACH ROW EXECUTE FUNCTION billing_book_allocation();
"""
WRITE_OFF = """
CREATE FUNCTION billing_book_write_off() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE billing_lineaccount SET written_off = written_off + NEW.amount WHERE line_id = NEW.line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER book_write_off AFTER INSERT ON billing_writeoff
    FOR EACH ROW EXECUTE FUNCTION billing_book_write_off();
"""
# At the end of the transaction, since an invoice stands before its lines: later nobody can add a line to it.
INVOICE_SUMS = """
CREATE FUNCTION billing_invoice_adds_up() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    invoice bigint := CASE TG_TABLE_NAME WHEN 'billing_invoice' THEN NEW.id END;
BEGIN
    IF invoice IS NULL THEN
        invoice := (to_jsonb(NEW) ->> 'invoice_id')::bigint;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM billing_invoice i JOIN (
            SELECT sum(net) AS net, sum(vat) AS vat, sum(gross) AS gross FROM billing_invoiceline
            WHERE invoice_id = invoice) lines USING (net, vat, gross)
        WHERE i.id = invoice) THEN
        RAISE EXCEPTION 'the lines of an invoice add up to it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER lines_add_up AFTER INSERT ON billing_invoice DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION billing_invoice_adds_up();
CREATE CONSTRAINT TRIGGER lines_add_up AFTER INSERT ON billing_invoiceline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION billing_invoice_adds_up();
"""
# What is invoiced or waived stays as it is; a correction is a document of its own (R29).
CHARGE_KEPT = """
CREATE FUNCTION billing_keep_charge() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'an annual payment that is invoiced or waived never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER keep_charge BEFORE UPDATE OR DELETE ON billing_charge
    FOR EACH ROW WHEN (OLD.state IN ('invoiced', 'waived')) EXECUTE FUNCTION billing_keep_charge();
"""
# A line of the bank statement is written once; who paid may become known later (R30).
PAYMENT_KEPT = """
CREATE FUNCTION billing_keep_payment() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'payer_id' <> to_jsonb(OLD) - 'payer_id' THEN
        RAISE EXCEPTION 'a payment is written once: only who paid is added' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_payment BEFORE UPDATE OR DELETE ON billing_payment
    FOR EACH ROW EXECUTE FUNCTION billing_keep_payment();
"""
SERIES_COUNTS = """
CREATE FUNCTION billing_count_on() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (TG_OP = 'INSERT' AND NEW.last <> 0)
        OR (TG_OP = 'UPDATE' AND (NEW.year, NEW.last) IS DISTINCT FROM (OLD.year, OLD.last + 1)) THEN
        RAISE EXCEPTION 'invoice numbers begin at nothing and go up by one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER count_on BEFORE INSERT OR UPDATE ON billing_invoiceseries
    FOR EACH ROW EXECUTE FUNCTION billing_count_on();
"""
UNDO = """
DROP TRIGGER open_line_account ON billing_invoiceline; DROP FUNCTION billing_open_line_account();
DROP TRIGGER open_payment_account ON billing_payment; DROP FUNCTION billing_open_payment_account();
DROP TRIGGER book_allocation ON billing_allocation; DROP FUNCTION billing_book_allocation();
DROP TRIGGER book_write_off ON billing_writeoff; DROP FUNCTION billing_book_write_off();
DROP TRIGGER lines_add_up ON billing_invoice; DROP TRIGGER lines_add_up ON billing_invoiceline;
DROP FUNCTION billing_invoice_adds_up();

DROP TRIGGER keep_charge ON billing_charge; DROP FUNCTION billing_keep_charge();
DROP TRIGGER keep_payment ON billing_payment; DROP FUNCTION billing_keep_payment();
DROP TRIGGER count_on ON billing_invoiceseries; DROP FUNCTION billing_count_on();
"""


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_foundations"), ("billing", "0001_money")]

    operations = [
        written_once("billing_invoice"),
        written_once("billing_invoiceline"),
        written_once("billing_writeoff"),
        written_once("billing_allocation"),
        migrations.RunSQL("\n".join((LINE_ACCOUNT, PAYMENT_ACCOUNT, ALLOCATION, WRITE_OFF, INVOICE_SUMS, CHARGE_KEPT, PAYMENT_KEPT, SERIES_COUNTS)), UNDO),
    ]
