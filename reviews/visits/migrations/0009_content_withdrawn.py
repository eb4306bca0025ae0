"""A target that is agreed stands, but for words that are withdrawn from it."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_agreed_targets() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    {passes}IF EXISTS (
        SELECT 1 FROM visits_developmentplan WHERE state = 'agreed'
        AND (review_id = CASE WHEN TG_OP = 'INSERT' THEN NEW.review_id ELSE OLD.review_id END
             OR (TG_OP = 'UPDATE' AND review_id = NEW.review_id))
    ) THEN
        RAISE EXCEPTION 'the targets of an agreed plan for development stand' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
PASSES = """IF TG_OP = 'UPDATE' THEN
        IF is_being_withdrawn(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
    END IF;
    """


class Migration(migrations.Migration):
    dependencies = [("records", "0002_withdraw_content"), ("visits", "0008_access_after_the_declaration")]

    operations = [migrations.RunSQL(FUNCTION.format(passes=PASSES), FUNCTION.format(passes=""))]
