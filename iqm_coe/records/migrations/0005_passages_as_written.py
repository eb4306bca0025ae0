"""A passage is found as it may be written: with marks, dashes, no-break and zero-width signs between its letters."""

from django.db import migrations

# Between two letters may stand signs that nobody sees, and marks of bold or struck text; between two words whatever
# a blank is written as, and what a link or a quotation puts there; each dash and each apostrophe stands for the others.
PATTERN = r"""
CREATE OR REPLACE FUNCTION withdrawal_pattern(passage text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
DECLARE
    sign text;
    made text := '';
    unseen CONSTANT text := '[*_~\\\u00ad\u200b-\u200d\u2060\ufeff]*';
    dashes CONSTANT text := '\u002d\u2010-\u2015\u2212';
    blanks CONSTANT text := '\s\u00a0\u2000-\u200b\u202f\u205f\u3000';
    apart text;
BEGIN
    IF passage IS NULL THEN
        RETURN NULL;
    END IF;
    apart := '(?:[' || blanks || dashes || '*_~+.,/>\\\[]|&nbsp;|%20|<[^>]{0,60}>|\]\([^)]{0,255}\))+';
    passage := regexp_replace(passage, '[\u00ad\u200b-\u200d\u2060\ufeff]', '', 'g');
    passage := btrim(regexp_replace(passage, '[' || blanks || ']+', ' ', 'g'));
    FOREACH sign IN ARRAY string_to_array(passage, NULL) LOOP
        made := made || CASE WHEN made = '' THEN '' ELSE unseen END || CASE
            WHEN sign = ' ' THEN apart
            WHEN sign ~ ('[' || dashes || ']') THEN '(?:[' || blanks || dashes || '\\])+'
            WHEN sign = '&' THEN '&(?:amp;)?'
            WHEN sign = '<' THEN '(?:<|&lt;)'
            WHEN sign = '>' THEN '(?:>|&gt;)'
            WHEN sign = '"' THEN '(?:"|&quot;|&#34;|\u201c|\u201d)'
            WHEN sign IN ('''', U&'\2018', U&'\2019', U&'\02BC') THEN
                '(?:''|&#x27;|&#39;|%27|\u2018|\u2019|\u02bc)'
            WHEN sign ~ '[[:alnum:]]' THEN sign
            WHEN ascii(sign) < 128 THEN '\' || sign
            ELSE sign END;
    END LOOP;
    RETURN '(?<![[:alnum:]])' || made || '(?![[:alnum:]])';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0004_erasures_written_once")]

    operations = [migrations.RunSQL(PATTERN, migrations.RunSQL.noop)]
