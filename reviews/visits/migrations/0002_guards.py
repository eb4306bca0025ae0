"""The targets of an agreed plan for development stand (R23)."""

from django.db import migrations

TARGETS_STAND = """
CREATE FUNCTION refuse_change_of_agreed_targets() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM visits_developmentplan WHERE state = 'agreed'
        AND (review_id = CASE WHEN TG_OP = 'INSERT' THEN NEW.review_id ELSE OLD.review_id END
             OR (TG_OP = 'UPDATE' AND review_id = NEW.review_id))
    ) THEN
        RAISE EXCEPTION 'the targets of an agreed plan for development stand' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER agreed_targets_stand BEFORE INSERT OR UPDATE OR DELETE ON update_target
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_agreed_targets();
"""
UNDO = """
DROP TRIGGER agreed_targets_stand ON update_target; DROP FUNCTION refuse_change_of_agreed_targets();
"""


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_foundations"), ("visits", "0001_visits")]

    operations = [
        migrations.RunSQL(TARGETS_STAND, UNDO),
    ]
