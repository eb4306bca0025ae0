"""Several ways in which words may be written are looked for in one pass over everything."""

from django.db import migrations

FIND = """
CREATE FUNCTION find_any(passages text[]) RETURNS TABLE(of_table text, of_column text, of_row bigint, said text)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    content record;
    pattern text;
BEGIN
    SELECT string_agg('(?:' || withdrawal_pattern(p.passage) || ')', '|') INTO pattern FROM unnest(passages) p(passage);
    IF pattern IS NULL THEN
        RETURN;
    END IF;
    FOR content IN SELECT w.* FROM withdrawable_content() w JOIN pg_tables t
        ON t.schemaname = 'public' AND t.tablename = w.of_table WHERE w.how <> 'file' LOOP
        RETURN QUERY EXECUTE format(
            'SELECT %1$L::text, %2$L::text, %3$I::bigint, %2$I::text FROM %1$I WHERE %2$I::text ~* $1 ORDER BY 3',
            content.of_table, content.of_column, content_key(content.of_table)) USING pattern;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0009_holds_kept")]

    operations = [migrations.RunSQL(FIND, "DROP FUNCTION find_any(text[]);")]
