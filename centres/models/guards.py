"""What the database itself does with money and minutes: an entry moves its account in the same statement.

The functions run with the rights of the owner, who alone may write the accounts. A CHECK on the account refuses an
entry that would overdraw it, whatever runs at the same time, so no code path can bypass it (R30, R33).
"""

LINE_ACCOUNT = """
CREATE FUNCTION centres_open_line_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO centres_lineaccount (line_id, gross, paid, written_off) VALUES (NEW.id, NEW.gross, 0, 0);
    RETURN NULL;
END $$;
CREATE TRIGGER open_line_account AFTER INSERT ON centres_invoiceline
    FOR EACH ROW EXECUTE FUNCTION centres_open_line_account();
"""

PAYMENT_ACCOUNT = """
CREATE FUNCTION centres_open_payment_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO centres_paymentaccount (payment_id, amount, allocated) VALUES (NEW.id, NEW.amount, 0);
    RETURN NULL;
END $$;
CREATE TRIGGER open_payment_account AFTER INSERT ON centres_payment
    FOR EACH ROW EXECUTE FUNCTION centres_open_payment_account();
"""

ALLOCATION = """
CREATE FUNCTION centres_book_allocation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.counters_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM centres_allocation a WHERE a.id = NEW.counters_id AND a.counters_id IS NULL
            AND a.payment_id = NEW.payment_id AND a.line_id = NEW.line_id AND a.amount = -NEW.amount) THEN
        RAISE EXCEPTION 'a correction takes back exactly what was allocated' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE centres_paymentaccount SET allocated = allocated + NEW.amount WHERE payment_id = NEW.payment_id;
    UPDATE centres_lineaccount SET paid = paid + NEW.amount WHERE line_id = NEW.line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER book_allocation AFTER INSERT ON centres_allocation
    FOR EACH ROW EXECUTE FUNCTION centres_book_allocation();
"""

WRITE_OFF = """
CREATE FUNCTION centres_book_write_off() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE centres_lineaccount SET written_off = written_off + NEW.amount WHERE line_id = NEW.line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER book_write_off AFTER INSERT ON centres_writeoff
    FOR EACH ROW EXECUTE FUNCTION centres_book_write_off();
"""

# The row comes first, at zero: a CHECK looks at the row that INSERT ... ON CONFLICT proposes, not at the sum.
LEDGER = """
CREATE FUNCTION centres_book_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.counters_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM centres_ledgerentry e WHERE e.id = NEW.counters_id AND e.counters_id IS NULL
            AND e.year_id = NEW.year_id AND e.minutes = -NEW.minutes) THEN
        RAISE EXCEPTION 'a correction takes back exactly what was entered' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO centres_consultancyaccount (year_id, balance) VALUES (NEW.year_id, 0) ON CONFLICT DO NOTHING;
    UPDATE centres_consultancyaccount SET balance = balance + NEW.minutes WHERE year_id = NEW.year_id;
    RETURN NULL;
END $$;
CREATE TRIGGER book_entry AFTER INSERT ON centres_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION centres_book_entry();
"""

# At the end of the transaction, since an invoice stands before its lines: later nobody can add a line to it.
INVOICE_SUMS = """
CREATE FUNCTION centres_invoice_adds_up() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    invoice bigint := CASE TG_TABLE_NAME WHEN 'centres_invoice' THEN NEW.id END;
BEGIN
    IF invoice IS NULL THEN
        invoice := (to_jsonb(NEW) ->> 'invoice_id')::bigint;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM centres_invoice i JOIN (
            SELECT sum(net) AS net, sum(vat) AS vat, sum(gross) AS gross FROM centres_invoiceline
            WHERE invoice_id = invoice) lines USING (net, vat, gross)
        WHERE i.id = invoice) THEN
        RAISE EXCEPTION 'the lines of an invoice add up to it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER lines_add_up AFTER INSERT ON centres_invoice DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION centres_invoice_adds_up();
CREATE CONSTRAINT TRIGGER lines_add_up AFTER INSERT ON centres_invoiceline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION centres_invoice_adds_up();
"""

GUARDS = (LINE_ACCOUNT, PAYMENT_ACCOUNT, ALLOCATION, WRITE_OFF, LEDGER, INVOICE_SUMS)

UNGUARD = """
DROP TRIGGER open_line_account ON centres_invoiceline; DROP FUNCTION centres_open_line_account();
DROP TRIGGER open_payment_account ON centres_payment; DROP FUNCTION centres_open_payment_account();
DROP TRIGGER book_allocation ON centres_allocation; DROP FUNCTION centres_book_allocation();
DROP TRIGGER book_write_off ON centres_writeoff; DROP FUNCTION centres_book_write_off();
DROP TRIGGER book_entry ON centres_ledgerentry; DROP FUNCTION centres_book_entry();
DROP TRIGGER lines_add_up ON centres_invoice; DROP TRIGGER lines_add_up ON centres_invoiceline;
DROP FUNCTION centres_invoice_adds_up();
"""

# What is invoiced or waived stays as it is; a correction is a document of its own (R29).
CHARGE_KEPT = """
CREATE FUNCTION centres_keep_charge() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'an annual payment that is invoiced or waived never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER keep_charge BEFORE UPDATE OR DELETE ON centres_charge
    FOR EACH ROW WHEN (OLD.state IN ('invoiced', 'waived')) EXECUTE FUNCTION centres_keep_charge();
"""

# A line of the bank statement is written once; who paid may become known later (R30).
PAYMENT_KEPT = """
CREATE FUNCTION centres_keep_payment() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'payer_id' <> to_jsonb(OLD) - 'payer_id' THEN
        RAISE EXCEPTION 'a payment is written once: only who paid is added' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_payment BEFORE UPDATE OR DELETE ON centres_payment
    FOR EACH ROW EXECUTE FUNCTION centres_keep_payment();
"""

SERIES_COUNTS = """
CREATE FUNCTION centres_count_on() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (TG_OP = 'INSERT' AND NEW.last <> 0)
        OR (TG_OP = 'UPDATE' AND (NEW.year, NEW.last) IS DISTINCT FROM (OLD.year, OLD.last + 1)) THEN
        RAISE EXCEPTION 'invoice numbers begin at nothing and go up by one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER count_on BEFORE INSERT OR UPDATE ON centres_invoiceseries
    FOR EACH ROW EXECUTE FUNCTION centres_count_on();
"""

KEEPERS = (CHARGE_KEPT, PAYMENT_KEPT, SERIES_COUNTS)

LET_GO = """
DROP TRIGGER keep_charge ON centres_charge; DROP FUNCTION centres_keep_charge();
DROP TRIGGER keep_payment ON centres_payment; DROP FUNCTION centres_keep_payment();
DROP TRIGGER count_on ON centres_invoiceseries; DROP FUNCTION centres_count_on();
"""
