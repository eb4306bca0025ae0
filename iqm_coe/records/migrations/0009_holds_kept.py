"""A legal hold is never deleted, and changes once: as it ends."""

from django.db import migrations

KEPT = """
CREATE FUNCTION records_keep_hold() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF is_being_withdrawn(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) OR (
            OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
            AND to_jsonb(OLD) - ARRAY['ended_at', 'ended_by_id', 'ended_reason']
                = to_jsonb(NEW) - ARRAY['ended_at', 'ended_by_id', 'ended_reason']) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a legal hold is ended once, and never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER keep_hold BEFORE UPDATE OR DELETE ON records_hold FOR EACH ROW EXECUTE FUNCTION records_keep_hold();
"""
UNDO = "DROP TRIGGER keep_hold ON records_hold; DROP FUNCTION records_keep_hold();"


class Migration(migrations.Migration):
    dependencies = [("records", "0008_joinings_withdrawable")]

    operations = [migrations.RunSQL(KEPT, UNDO)]
