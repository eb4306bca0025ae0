"""The one function that withdraws content, what it may touch, what a row belongs to, and the guards that let it by."""

from django.db import migrations

# What may be withdrawn: `words` lose the passage, or all, as `json` and `marked`, which has a hash beside it, do within
# their texts; `link` and `sealed` go whole; of `file` the bytes go.
CONTENT = """
CREATE FUNCTION withdrawable_content() RETURNS TABLE(of_table text, of_column text, how text)
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    VALUES
        ('accounts_eventnote', 'text', 'words'),
        ('application_application', 'override_reason', 'words'),
        ('application_changerequest', 'reason', 'words'),
        ('application_criterionanswer', 'text', 'words'),
        ('application_evidencelink', 'title', 'words'),
        ('application_evidencelink', 'url', 'link'),
        ('billing_allocation', 'reason', 'words'),
        ('billing_writeoff', 'reason', 'words'),
        ('consultancy_callnote', 'text', 'words'),
        ('consultancy_consultancycall', 'about', 'words'),
        ('consultancy_consultancycall', 'with_whom', 'words'),
        ('consultancy_ledgerentry', 'reason', 'words'),
        ('demo_demomail', 'html', 'words'),
        ('demo_demomail', 'subject', 'words'),
        ('demo_demomail', 'text', 'words'),
        ('notifications_delivery', 'html', 'words'),
        ('notifications_delivery', 'last_error', 'words'),
        ('notifications_delivery', 'subject', 'words'),
        ('notifications_delivery', 'text', 'words'),
        ('notifications_mailserver', 'last_error', 'words'),
        ('notifications_message', 'context', 'json'),
        ('operations_fault', 'error', 'words'),
        ('operations_incident', 'detail', 'words'),
        ('records_hold', 'ended_reason', 'words'),
        ('records_hold', 'reason', 'words'),
        ('records_withdrawal', 'reason', 'words'),
        ('reports_condition', 'text', 'words'),
        ('reports_factualcheck', 'content', 'marked'),
        ('reports_factualcheck', 'corrections', 'words'),
        ('reports_pack', 'last_error', 'words'),
        ('reports_packfile', 'file', 'file'),
        ('reports_packfile', 'name', 'words'),
        ('reports_reportsection', 'text', 'words'),
        ('reports_sealedfile', 'file', 'file'),
        ('reports_sealedfile', 'name', 'words'),
        ('reports_sealedprint', 'last_error', 'words'),
        ('reports_sealedreport', 'content', 'sealed'),
        ('schools_registerfile', 'file', 'file'),
        ('schools_registerfile', 'name', 'words'),
        ('schools_registerimport', 'file_name', 'words'),
        ('schools_registerimport', 'last_error', 'words'),
        ('schools_roleinvitation', 'authority', 'words'),
        ('schools_schoolrole', 'authority', 'words'),
        ('schools_schoolrole', 'title', 'words'),
        ('texts_kepttext', 'base', 'words'),
        ('texts_kepttext', 'mine', 'words'),
        ('texts_kepttext', 'theirs', 'words'),
        ('update_answer', 'evidence', 'words'),
        ('update_answer', 'next_steps', 'words'),
        ('update_answer', 'progress', 'words'),
        ('update_answerfile', 'file', 'file'),
        ('update_answerfile', 'name', 'words'),
        ('update_answerfile', 'title', 'words'),
        ('update_answerlink', 'title', 'words'),
        ('update_answerlink', 'url', 'link'),
        ('update_answerversion', 'evidence', 'words'),
        ('update_answerversion', 'next_steps', 'words'),
        ('update_answerversion', 'progress', 'words'),
        ('update_target', 'actions', 'words'),
        ('update_target', 'aim', 'words'),
        ('update_target', 'measure', 'words'),
        ('update_target', 'owner', 'words'),
        ('update_targetprogress', 'text', 'words'),
        ('update_targetprogressversion', 'text', 'words'),
        ('visits_accreditation', 'training', 'words'),
        ('visits_finding', 'areas', 'words'),
        ('visits_finding', 'remarks', 'words'),
        ('visits_finding', 'strengths', 'words'),
        ('visits_targetjudgement', 'remarks', 'words'),
        ('visits_visit', 'agenda', 'words'),
        ('visits_visit', 'interests', 'words'),
        ('visits_visit', 'waiver_reason', 'words'),
        ('visits_visitedreview', 'evidence_seen', 'words'),
        ('visits_visitedreview', 'meetings_held', 'words'),
        ('year_activity', 'focus', 'words'),
        ('year_activity', 'place', 'words'),
        ('year_activity', 'taken_back', 'words'),
        ('year_attendance', 'will_try', 'words'),
        ('year_plan', 'return_reason', 'words'),
        ('year_planversion', 'file', 'file'),
        ('year_planversion', 'name', 'words'),
        ('year_planversion', 'note', 'words')
$$;
"""
# Which row leads to which, up to the person, school, Centre or review that a row belongs to.
BELONGS = """
CREATE FUNCTION content_leads() RETURNS TABLE(of_table text, via text, to_table text)
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
        ('accounts_eventorigin', 'event_id', 'accounts_event')
$$;
CREATE FUNCTION content_key(asked text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT CASE asked WHEN 'accounts_eventnote' THEN 'event_id' WHEN 'accounts_eventorigin' THEN 'event_id'
        WHEN 'consultancy_callnote' THEN 'call_id' ELSE 'id' END
$$;
CREATE FUNCTION content_belongs_to(asked text, pk bigint) RETURNS TABLE(of_table text, of_id bigint)
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
    IF asked IN ('accounts_event', 'texts_kepttext', 'notifications_message') THEN
        EXECUTE format('SELECT %1$s_type, %1$s_id FROM %2$I WHERE id = $1',
            CASE asked WHEN 'notifications_message' THEN 'about' ELSE 'subject' END, asked) INTO label, up USING pk;
        RETURN QUERY SELECT b.of_table, b.of_id FROM content_belongs_to(replace(label, '.', '_'), up) b;
    END IF;
END $$;
"""
# The hold that a row is under; one on a school also holds what belongs to the Centres it is or was a member of.
HELD = """
CREATE FUNCTION content_held(asked text, pk bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN (
        SELECT h.id FROM records_hold h JOIN content_belongs_to(asked, pk) b ON
            (b.of_table = replace(h.subject_type, '.', '_') AND b.of_id = h.subject_id)
            OR (h.subject_type = 'schools.school' AND b.of_table = 'membership_centre' AND EXISTS (
                SELECT 1 FROM membership_membership m WHERE m.centre_id = b.of_id AND m.school_id = h.subject_id))
        WHERE h.ended_at IS NULL ORDER BY h.id LIMIT 1);
END $$;
"""
# A passage as it may be written: any case, any space or mark between its words, signs as HTML writes them; whole words.
PATTERN = r"""
CREATE FUNCTION withdrawal_pattern(passage text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    sign text;
    made text := '';
BEGIN
    IF passage IS NULL THEN
        RETURN NULL;
    END IF;
    FOREACH sign IN ARRAY string_to_array(regexp_replace(btrim(passage), '\s+', ' ', 'g'), NULL) LOOP
        made := made || CASE
            WHEN sign = ' ' THEN '(?:[-\s*_+.]|&nbsp;|%20|<[^>]{0,60}>)+'
            WHEN sign = '&' THEN '&(?:amp;)?'
            WHEN sign = '<' THEN '(?:<|&lt;)'
            WHEN sign = '>' THEN '(?:>|&gt;)'
            WHEN sign = '"' THEN '(?:"|&quot;|&#34;|\u201c|\u201d)'
            WHEN sign IN ('''', U&'\2019') THEN '(?:''|&#x27;|&#39;|%27|\u2019)'
            WHEN sign ~ '[[:alnum:]]' THEN sign
            WHEN ascii(sign) < 128 THEN '\' || sign
            ELSE sign END;
    END LOOP;
    RETURN '(?<![[:alnum:]])' || made || '(?![[:alnum:]])';
END $$;
CREATE FUNCTION words_without(said text, pattern text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT regexp_replace(said, pattern, '[content withdrawn]', 'gi')
$$;
CREATE FUNCTION json_without(value jsonb, pattern text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN CASE jsonb_typeof(value)
        WHEN 'string' THEN to_jsonb(words_without(value #>> '{}', pattern))
        WHEN 'array' THEN coalesce((
            SELECT jsonb_agg(json_without(a.item, pattern) ORDER BY a.place)
            FROM jsonb_array_elements(value) WITH ORDINALITY a(item, place)), '[]')
        WHEN 'object' THEN coalesce((
            SELECT jsonb_object_agg(o.name, json_without(o.item, pattern)) FROM jsonb_each(value) o(name, item)), '{}')
        ELSE value END;
END $$;
CREATE FUNCTION content_without(said text, how text, pattern text, longest integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    left_over text;
BEGIN
    IF how = 'file' OR said IS NULL OR said = '' THEN
        RETURN said;
    END IF;
    IF how IN ('json', 'marked') THEN
        RETURN CASE WHEN pattern IS NULL THEN '{}' WHEN json_without(said::jsonb, pattern) = said::jsonb THEN said
            ELSE json_without(said::jsonb, pattern)::text END;
    END IF;
    IF how = 'sealed' THEN
        RETURN CASE WHEN pattern IS NULL OR json_without(said::jsonb, pattern) <> said::jsonb THEN '' ELSE said END;
    END IF;
    IF pattern IS NULL THEN
        RETURN '[content withdrawn]';
    END IF;
    left_over := words_without(said, pattern);
    IF left_over <> said AND how = 'link' THEN
        RETURN 'https://content-withdrawn.invalid/';
    END IF;
    IF char_length(left_over) > longest THEN
        RETURN '[content withdrawn]';
    END IF;
    RETURN left_over;
END $$;
CREATE FUNCTION find_content(passage text) RETURNS TABLE(of_table text, of_column text, of_row bigint, said text)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    content record;
BEGIN
    FOR content IN SELECT w.* FROM withdrawable_content() w JOIN pg_tables t
        ON t.schemaname = 'public' AND t.tablename = w.of_table WHERE w.how <> 'file' LOOP
        RETURN QUERY EXECUTE format(
            'SELECT %1$L::text, %2$L::text, %3$I::bigint, %2$I::text FROM %1$I
             WHERE content_without(%2$I::text, %4$L, withdrawal_pattern($1), 1000000) <> %2$I::text ORDER BY 3',
            content.of_table, content.of_column, content_key(content.of_table), content.how) USING passage;
    END LOOP;
END $$;
"""
# Only what the function has just opened passes a guard, only in the columns it opened, and only as it left them.
GUARD = """
CREATE FUNCTION is_being_withdrawn(asked text, old jsonb, new jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(
        bool_and(encode(sha256(convert_to(new ->> p.column_name, 'UTF8')), 'hex') = p.after_sha256)
        AND old - array_agg(p.column_name::text) - 'withdrawn_at' = new - array_agg(p.column_name::text) - 'withdrawn_at',
        false)
    FROM records_withdrawnplace p
    WHERE p.is_open AND p.table_name = asked AND p.row_id = (old ->> content_key(asked))::bigint
$$;
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
"""
# One after the other, all or nothing. WD001: refused. WD002: under a hold, whose number it says. WD003: nothing is there.
WITHDRAW = """
CREATE FUNCTION withdraw_one(
    act bigint, instant timestamptz, passage text, asked text, part text, pk bigint, how text
) RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    before text;
    after text;
    hash text;
    gone timestamptz;
    longest integer;
BEGIN
    EXECUTE format('SELECT %I::text FROM %I WHERE %I = $1 FOR UPDATE', part, asked, content_key(asked))
        INTO before USING pk;
    IF before IS NULL THEN
        RETURN false;
    END IF;
    hash := CASE WHEN how NOT IN ('sealed', 'marked') AND char_length(before) < 200 THEN '' ELSE encode(sha256(convert_to(before, 'UTF8')), 'hex') END;
    SELECT coalesce(c.character_maximum_length, 2147483647) INTO longest FROM information_schema.columns c
        WHERE c.table_schema = 'public' AND c.table_name = asked AND c.column_name = part;
    after := content_without(before, how, withdrawal_pattern(passage), longest);
    IF how = 'link' AND after <> before THEN
        after := after || pk;
    END IF;
    IF how = 'file' THEN
        EXECUTE format('SELECT sha256, withdrawn_at FROM %I WHERE id = $1', asked) INTO hash, gone USING pk;
    END IF;
    IF gone IS NOT NULL OR (how <> 'file' AND after = before) THEN
        RETURN false;
    END IF;
    INSERT INTO records_withdrawnplace
        (withdrawal_id, table_name, column_name, row_id, before_sha256, after_sha256, is_open)
    VALUES (act, asked, part, pk, hash, encode(sha256(convert_to(after, 'UTF8')), 'hex'), true);
    EXECUTE format(
        'UPDATE %1$I SET %2$I = $1' || CASE how WHEN 'json' THEN '::jsonb' ELSE '' END
        || CASE WHEN how = 'marked' THEN ', sha256 = encode(sha256(convert_to($1, ''UTF8'')), ''hex'')' ELSE '' END
        || CASE WHEN how = 'file' OR asked = 'reports_sealedreport' THEN ', withdrawn_at = $3' ELSE '' END
        || ' WHERE %3$I = $2', asked, part, content_key(asked)) USING after, pk, instant;
    RETURN true;
END $$;
CREATE FUNCTION withdraw_content(who bigint, instant timestamptz, why text, passage text, places jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    act bigint;
    place record;
    hold bigint;
    number integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(1380271940);
    IF btrim(coalesce(why, '')) = '' OR instant IS NULL THEN
        RAISE EXCEPTION 'a withdrawal says why and when' USING ERRCODE = 'WD001';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM accounts_iqmrole r JOIN accounts_user u ON u.id = r.user_id
        WHERE u.id = who AND u.is_active AND r.kind = 'administrator' AND r.ended_at IS NULL) THEN
        RAISE EXCEPTION 'a withdrawal is an act of an administrator' USING ERRCODE = 'WD001';
    END IF;
    IF passage IS NOT NULL AND char_length(btrim(passage)) < 3 THEN
        RAISE EXCEPTION 'a passage has three signs at least' USING ERRCODE = 'WD001';
    END IF;
    INSERT INTO records_withdrawal (by_id, at, reason, is_passage) VALUES (who, instant, why, passage IS NOT NULL)
        RETURNING id INTO act;
    FOR place IN SELECT p.of_table, p.of_column, p.of_row, w.how FROM jsonb_to_recordset(places)
        AS p(of_table text, of_column text, of_row bigint) LEFT JOIN withdrawable_content() w
        ON w.of_table = p.of_table AND w.of_column = p.of_column ORDER BY 1, 3, 2 LOOP
        IF place.how IS NULL THEN
            RAISE EXCEPTION '%.% is not withdrawable', place.of_table, place.of_column USING ERRCODE = 'WD001';
        END IF;
        hold := content_held(place.of_table, place.of_row);
        IF hold IS NOT NULL THEN
            RAISE EXCEPTION 'under a hold' USING ERRCODE = 'WD002', DETAIL = hold::text;
        END IF;
        IF withdraw_one(act, instant, passage, place.of_table, place.of_column, place.of_row, place.how) THEN
            number := number + 1;
        END IF;
    END LOOP;
    IF number = 0 THEN
        RAISE EXCEPTION 'nothing of it is there' USING ERRCODE = 'WD003';
    END IF;
    UPDATE records_withdrawnplace SET is_open = false WHERE withdrawal_id = act;
    RETURN act;
END $$;
REVOKE ALL ON FUNCTION withdraw_content(bigint, timestamptz, text, text, jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION withdraw_one(bigint, timestamptz, text, text, text, bigint, text) FROM PUBLIC;
"""
UNDO_GUARD = """
CREATE OR REPLACE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are written once and never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
DROP FUNCTION is_being_withdrawn(text, jsonb, jsonb);
"""
UNDO_WITHDRAW = """
DROP FUNCTION withdraw_content(bigint, timestamptz, text, text, jsonb);
DROP FUNCTION withdraw_one(bigint, timestamptz, text, text, text, bigint, text);
"""
UNDO_PATTERN = """
DROP FUNCTION find_content(text); DROP FUNCTION content_without(text, text, text, integer);
DROP FUNCTION json_without(jsonb, text); DROP FUNCTION words_without(text, text); DROP FUNCTION withdrawal_pattern(text);
"""
UNDO_BELONGS = """
DROP FUNCTION content_belongs_to(text, bigint); DROP FUNCTION content_key(text); DROP FUNCTION content_leads();
"""


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_foundations"), ("accounts", "0001_people"), ("records", "0001_withdrawals_and_holds")]

    operations = [
        migrations.RunSQL(CONTENT, "DROP FUNCTION withdrawable_content();"),
        migrations.RunSQL(BELONGS, UNDO_BELONGS),
        migrations.RunSQL(HELD, "DROP FUNCTION content_held(text, bigint);"),
        migrations.RunSQL(PATTERN, UNDO_PATTERN),
        migrations.RunSQL(GUARD, UNDO_GUARD),
        migrations.RunSQL(WITHDRAW, UNDO_WITHDRAW),
    ]
