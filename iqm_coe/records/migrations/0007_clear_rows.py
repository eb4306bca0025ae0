"""What a legal hold keeps of more tables, and the one function that clears what is written once when its time is over."""

from django.db import migrations

# Which row leads to which, with what the clearing deletes: requests to join, access, invitations, exports, reminders.
LEADS = """
CREATE OR REPLACE FUNCTION content_leads() RETURNS TABLE(of_table text, via text, to_table text)
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    VALUES
        ('accounts_eventnote', 'event_id', 'accounts_event'),
        ('accounts_event', 'by_id', 'accounts_user'),
        ('texts_kepttext', 'written_by_id', 'accounts_user'),
        ('texts_kepttext', 'theirs_by_id', 'accounts_user'),
        ('texts_kepttext', 'settled_by_id', 'accounts_user'),
        ('notifications_message', 'by_id', 'accounts_user'),
        ('notifications_delivery', 'message_id', 'notifications_message'),
        ('notifications_delivery', 'user_id', 'accounts_user'),
        ('schools_schoolrole', 'user_id', 'accounts_user'),
        ('schools_schoolrole', 'school_id', 'schools_school'),
        ('schools_schoolrole', 'granted_by_id', 'accounts_user'),
        ('schools_schoolrole', 'ended_by_id', 'accounts_user'),
        ('schools_roleinvitation', 'invited_by_id', 'accounts_user'),
        ('schools_roleinvitation', 'school_id', 'schools_school'),
        ('schools_roleinvitation', 'succeeds_id', 'schools_schoolrole'),
        ('year_plan', 'year_id', 'year_centreyear'),
        ('year_plan', 'named_school_id', 'schools_school'),
        ('year_plan', 'judged_by_id', 'accounts_user'),
        ('year_planversion', 'plan_id', 'year_plan'),
        ('year_planversion', 'lodged_by_id', 'accounts_user'),
        ('year_activity', 'centre_id', 'membership_centre'),
        ('year_activity', 'planned_by_id', 'accounts_user'),
        ('year_activity', 'updated_by_id', 'accounts_user'),
        ('year_activity', 'recorded_by_id', 'accounts_user'),
        ('year_attendance', 'activity_id', 'year_activity'),
        ('year_attendance', 'school_id', 'schools_school'),
        ('billing_writeoff', 'line_id', 'billing_invoiceline'),
        ('billing_writeoff', 'by_id', 'accounts_user'),
        ('billing_allocation', 'payment_id', 'billing_payment'),
        ('billing_allocation', 'line_id', 'billing_invoiceline'),
        ('billing_allocation', 'by_id', 'accounts_user'),
        ('consultancy_consultancycall', 'year_id', 'year_centreyear'),
        ('consultancy_consultancycall', 'logged_by_id', 'accounts_user'),
        ('consultancy_callnote', 'call_id', 'consultancy_consultancycall'),
        ('consultancy_ledgerentry', 'year_id', 'year_centreyear'),
        ('consultancy_ledgerentry', 'grant_id', 'consultancy_consultancygrant'),
        ('consultancy_ledgerentry', 'call_id', 'consultancy_consultancycall'),
        ('consultancy_ledgerentry', 'by_id', 'accounts_user'),
        ('application_application', 'centre_id', 'membership_centre'),
        ('application_application', 'submitted_by_id', 'accounts_user'),
        ('application_application', 'decided_by_id', 'accounts_user'),
        ('application_changerequest', 'application_id', 'application_application'),
        ('application_changerequest', 'requested_by_id', 'accounts_user'),
        ('application_changerequest', 'answered_by_id', 'accounts_user'),
        ('application_criterionanswer', 'application_id', 'application_application'),
        ('application_criterionanswer', 'updated_by_id', 'accounts_user'),
        ('application_evidencelink', 'answer_id', 'application_criterionanswer'),
        ('application_evidencelink', 'added_by_id', 'accounts_user'),
        ('update_answer', 'review_id', 'update_review'),
        ('update_answer', 'updated_by_id', 'accounts_user'),
        ('update_answer', 'given_to_id', 'accounts_user'),
        ('update_answerversion', 'answer_id', 'update_answer'),
        ('update_answerversion', 'written_by_id', 'accounts_user'),
        ('update_answerlink', 'answer_id', 'update_answer'),
        ('update_answerlink', 'added_by_id', 'accounts_user'),
        ('update_answerfile', 'answer_id', 'update_answer'),
        ('update_answerfile', 'added_by_id', 'accounts_user'),
        ('update_answerfile', 'removed_by_id', 'accounts_user'),
        ('update_target', 'review_id', 'update_review'),
        ('update_target', 'updated_by_id', 'accounts_user'),
        ('update_target', 'taken_out_by_id', 'accounts_user'),
        ('update_targetprogress', 'review_id', 'update_review'),
        ('update_targetprogress', 'target_id', 'update_target'),
        ('update_targetprogress', 'updated_by_id', 'accounts_user'),
        ('update_targetprogressversion', 'progress_id', 'update_targetprogress'),
        ('update_targetprogressversion', 'written_by_id', 'accounts_user'),
        ('visits_accreditation', 'person_id', 'accounts_user'),
        ('visits_accreditation', 'recorded_by_id', 'accounts_user'),
        ('visits_accreditation', 'withdrawn_by_id', 'accounts_user'),
        ('visits_visit', 'year_id', 'year_centreyear'),
        ('visits_visit', 'host_id', 'schools_school'),
        ('visits_visit', 'assessor_id', 'accounts_user'),
        ('visits_visit', 'agenda_by_id', 'accounts_user'),
        ('visits_visit', 'appointed_by_id', 'accounts_user'),
        ('visits_visitedreview', 'visit_id', 'visits_visit'),
        ('visits_visitedreview', 'review_id', 'update_review'),
        ('visits_visitedreview', 'noted_by_id', 'accounts_user'),
        ('visits_finding', 'review_id', 'update_review'),
        ('visits_finding', 'recorded_by_id', 'accounts_user'),
        ('visits_targetjudgement', 'review_id', 'update_review'),
        ('visits_targetjudgement', 'target_id', 'update_target'),
        ('visits_targetjudgement', 'recorded_by_id', 'accounts_user'),
        ('reports_pack', 'year_id', 'year_centreyear'),
        ('reports_pack', 'asked_by_id', 'accounts_user'),
        ('reports_packfile', 'pack_id', 'reports_pack'),
        ('reports_report', 'review_id', 'update_review'),
        ('reports_report', 'author_id', 'accounts_user'),
        ('reports_report', 'checked_by_id', 'accounts_user'),
        ('reports_reportsection', 'report_id', 'reports_report'),
        ('reports_condition', 'report_id', 'reports_report'),
        ('reports_factualcheck', 'report_id', 'reports_report'),
        ('reports_factualcheck', 'answered_by_id', 'accounts_user'),
        ('reports_sealedreport', 'report_id', 'reports_report'),
        ('reports_sealedreport', 'issued_by_id', 'accounts_user'),
        ('reports_sealedprint', 'sealed_id', 'reports_sealedreport'),
        ('reports_sealedfile', 'sealed_id', 'reports_sealedreport'),
        ('schools_registerfile', 'reading_id', 'schools_registerimport'),
        ('schools_registerimport', 'cancelled_by_id', 'accounts_user'),
        ('schools_registerimport', 'read_by_id', 'accounts_user'),
        ('accounts_signin', 'user_id', 'accounts_user'),
        ('accounts_iqmrole', 'user_id', 'accounts_user'),
        ('accounts_iqmrole', 'granted_by_id', 'accounts_user'),
        ('accounts_iqmrole', 'ended_by_id', 'accounts_user'),
        ('accounts_iqminvitation', 'invited_by_id', 'accounts_user'),
        ('year_centreyear', 'centre_id', 'membership_centre'),
        ('billing_invoiceline', 'invoice_id', 'billing_invoice'),
        ('billing_invoiceline', 'charge_id', 'billing_charge'),
        ('billing_payment', 'payer_id', 'billing_payer'),
        ('billing_payment', 'recorded_by_id', 'accounts_user'),
        ('consultancy_consultancygrant', 'year_id', 'year_centreyear'),
        ('consultancy_consultancygrant', 'given_by_id', 'accounts_user'),
        ('update_review', 'year_id', 'year_centreyear'),
        ('update_review', 'school_id', 'schools_school'),
        ('billing_invoice', 'payer_id', 'billing_payer'),
        ('billing_invoice', 'issued_by_id', 'accounts_user'),
        ('billing_charge', 'year_id', 'year_centreyear'),
        ('billing_charge', 'membership_id', 'membership_membership'),
        ('billing_charge', 'payer_id', 'billing_payer'),
        ('billing_payer', 'school_id', 'schools_school'),
        ('membership_membership', 'centre_id', 'membership_centre'),
        ('membership_membership', 'school_id', 'schools_school'),
        ('records_hold', 'begun_by_id', 'accounts_user'),
        ('records_withdrawal', 'by_id', 'accounts_user'),
        ('accounts_eventorigin', 'event_id', 'accounts_event'),
        ('schools_joining', 'user_id', 'accounts_user'),
        ('schools_joining', 'school_id', 'schools_school'),
        ('schools_joining', 'answered_by_id', 'accounts_user'),
        ('membership_centreaccess', 'user_id', 'accounts_user'),
        ('membership_centreaccess', 'centre_id', 'membership_centre'),
        ('membership_centreaccess', 'given_by_id', 'accounts_user'),
        ('membership_centreinvitation', 'centre_id', 'membership_centre'),
        ('membership_centreinvitation', 'school_id', 'schools_school'),
        ('membership_centreinvitation', 'invited_by_id', 'accounts_user'),
        ('membership_centreinvitation', 'answered_by_id', 'accounts_user'),
        ('notifications_reminder', 'message_id', 'notifications_message'),
        ('records_export', 'person_id', 'accounts_user'),
        ('records_export', 'asked_by_id', 'accounts_user'),
        ('records_exportfile', 'export_id', 'records_export')
$$;
CREATE OR REPLACE FUNCTION content_belongs_to(asked text, pk bigint) RETURNS TABLE(of_table text, of_id bigint)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    lead record;
    up bigint;
    label text;
BEGIN
    IF pk IS NULL THEN
        RETURN;
    END IF;
    IF asked IN ('accounts_user', 'schools_school', 'membership_centre', 'update_review') THEN
        RETURN QUERY SELECT asked, pk;
    END IF;
    FOR lead IN SELECT l.via, l.to_table FROM content_leads() l WHERE l.of_table = asked LOOP
        EXECUTE format('SELECT %I FROM %I WHERE %I = $1', lead.via, asked, content_key(asked)) INTO up USING pk;
        RETURN QUERY SELECT b.of_table, b.of_id FROM content_belongs_to(lead.to_table, up) b;
    END LOOP;
    IF asked IN ('accounts_event', 'texts_kepttext', 'notifications_message', 'notifications_reminder') THEN
        EXECUTE format('SELECT %1$s_type, %1$s_id FROM %2$I WHERE id = $1',
            CASE asked WHEN 'notifications_message' THEN 'about' ELSE 'subject' END, asked) INTO label, up USING pk;
        RETURN QUERY SELECT b.of_table, b.of_id FROM content_belongs_to(replace(label, '.', '_'), up) b;
    END IF;
END $$;
"""
# What is written once and cleared all the same: `rows` go, of `words` the columns are emptied, of `file` the bytes go as
# well. `since` is when its time began, `least_months` how many months it has at the very least, whatever anybody sets.
CLEARABLE = """
CREATE FUNCTION clearable_rows() RETURNS TABLE(of_table text, how text, columns text[], since text, least_months integer)
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    VALUES
        ('billing_allocation', 'words', ARRAY['reason'], 'r.at', 84),
        ('billing_payment', 'words', ARRAY['text'], 'r.received_on', 84),
        ('billing_writeoff', 'words', ARRAY['reason'], 'r.at', 84),
        ('reports_packfile', 'rows', ARRAY[]::text[],
            '(SELECT coalesce(p.finished_at, p.failed_at) FROM reports_pack p WHERE p.id = r.pack_id)', 24),
        ('update_answerversion', 'words', ARRAY['progress', 'evidence', 'next_steps'],
            '(SELECT y.closes_on FROM update_answer a JOIN update_review v ON v.id = a.review_id
              JOIN year_centreyear y ON y.id = v.year_id WHERE a.id = r.answer_id AND r.kind <> ''sent'')', 84),
        ('update_targetprogressversion', 'words', ARRAY['text'],
            '(SELECT y.closes_on FROM update_targetprogress a JOIN update_review v ON v.id = a.review_id
              JOIN year_centreyear y ON y.id = v.year_id WHERE a.id = r.progress_id AND r.kind <> ''sent'')', 84),
        ('year_planversion', 'file', ARRAY['name', 'note'],
            '(SELECT y.closes_on FROM year_plan p JOIN year_centreyear y ON y.id = p.year_id WHERE p.id = r.plan_id)',
            84)
$$;
"""
# Only what the function has just opened passes a guard, only in the columns it opened, and only emptied.
GUARD = """
CREATE FUNCTION is_being_cleared(asked text, old jsonb, new jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM records_openedrow o
        WHERE o.table_name = asked AND o.row_id = (old ->> 'id')::bigint AND CASE
            WHEN new IS NULL THEN cardinality(o.columns) = 0
            ELSE cardinality(o.columns) > 0
                AND old - o.columns::text[] - 'withdrawn_at' = new - o.columns::text[] - 'withdrawn_at'
                AND NOT EXISTS (SELECT 1 FROM unnest(o.columns) c(name)
                    WHERE new ->> c.name NOT IN ('', '[content withdrawn]')
                        AND new ->> c.name NOT LIKE '[cleared after its time]%')
        END)
$$;
CREATE OR REPLACE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF is_being_withdrawn(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW))
            OR is_being_cleared(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
    ELSIF is_being_cleared(TG_TABLE_NAME, to_jsonb(OLD), NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are written once and never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""
# One row. CL001: it is not of the list, or its time is not over. False: a hold keeps it, or nothing of it is left.
CLEAR = """
CREATE FUNCTION clear_row(asked text, pk bigint, instant timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    rule record;
    began date;
    stood jsonb;
    fill text;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1380271940);
    SELECT * INTO rule FROM clearable_rows() c WHERE c.of_table = asked;
    IF rule.of_table IS NULL THEN
        RAISE EXCEPTION 'rows of % are not cleared', asked USING ERRCODE = 'CL001';
    END IF;
    EXECUTE format('SELECT (%s)::date FROM %I r WHERE r.id = $1 FOR UPDATE OF r', rule.since, asked) INTO began USING pk;
    IF began IS NULL OR began + make_interval(months => rule.least_months) >= (instant AT TIME ZONE 'Europe/London')::date THEN
        RAISE EXCEPTION 'the time of % % is not over', asked, pk USING ERRCODE = 'CL001';
    END IF;
    IF content_held(asked, pk) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('SELECT to_jsonb(r) FROM %I r WHERE r.id = $1', asked) INTO stood USING pk;
    IF rule.how <> 'rows' AND NOT (rule.how = 'file' AND stood ->> 'withdrawn_at' IS NULL) AND NOT EXISTS (
        SELECT 1 FROM unnest(rule.columns) c(name) WHERE stood ->> c.name NOT IN ('', '[content withdrawn]')
            AND stood ->> c.name NOT LIKE '[cleared after its time]%') THEN
        RETURN false;
    END IF;
    INSERT INTO records_openedrow (table_name, row_id, columns) VALUES (asked, pk, rule.columns);
    IF rule.how = 'rows' THEN
        EXECUTE format('DELETE FROM %I WHERE id = $1', asked) USING pk;
    ELSE
        -- Lines of the bank that read alike stay apart by their number.
        fill := '[cleared after its time]' || CASE asked WHEN 'billing_payment' THEN ' ' || pk ELSE '' END;
        EXECUTE format('UPDATE %I SET ', asked)
            || (SELECT string_agg(
                format('%1$I = CASE WHEN %1$I IN ('''', ''[content withdrawn]'') THEN %1$I ELSE $1 END', c.name), ', ')
                FROM unnest(rule.columns) c(name))
            || CASE rule.how WHEN 'file' THEN ', withdrawn_at = coalesce(withdrawn_at, $3)' ELSE '' END
            || ' WHERE id = $2' USING fill, pk, instant;
    END IF;
    DELETE FROM records_openedrow WHERE table_name = asked AND row_id = pk;
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION clear_row(text, bigint, timestamptz) FROM PUBLIC;
"""
UNDO_GUARD = """
CREATE OR REPLACE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF is_being_withdrawn(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are written once and never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
DROP FUNCTION is_being_cleared(text, jsonb, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0006_clearings")]

    operations = [
        migrations.RunSQL(LEADS, migrations.RunSQL.noop),
        migrations.RunSQL(CLEARABLE, "DROP FUNCTION clearable_rows();"),
        migrations.RunSQL(GUARD, UNDO_GUARD),
        migrations.RunSQL(CLEAR, "DROP FUNCTION clear_row(text, bigint, timestamptz);"),
    ]
