"""What the database keeps although the code were wrong: places taken, profiles of the right space, the log of moves."""

from django.db import migrations

TAKEN = """
CREATE FUNCTION groups_holds(state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS
    $$ SELECT state IN ('going', 'offered') $$;
CREATE FUNCTION groups_count_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND groups_holds(OLD.state) THEN
        UPDATE groups_occurrence SET taken = taken - 1 WHERE id = OLD.occurrence_id;
        UPDATE groups_pacegroup SET taken = taken - 1 WHERE id = OLD.pace_id;
    END IF;
    IF TG_OP <> 'DELETE' AND groups_holds(NEW.state) THEN
        UPDATE groups_occurrence SET taken = taken + 1 WHERE id = NEW.occurrence_id;
        UPDATE groups_pacegroup SET taken = taken + 1 WHERE id = NEW.pace_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER groups_count_places_new AFTER INSERT OR DELETE ON groups_rsvp
    FOR EACH ROW EXECUTE FUNCTION groups_count_places();
CREATE TRIGGER groups_count_places_changed AFTER UPDATE ON groups_rsvp
    FOR EACH ROW WHEN (groups_holds(OLD.state) <> groups_holds(NEW.state)
        OR OLD.pace_id IS DISTINCT FROM NEW.pace_id OR OLD.occurrence_id <> NEW.occurrence_id)
    EXECUTE FUNCTION groups_count_places();

-- Written back from memory, neither must carry an old count: only the trigger above moves it.
CREATE FUNCTION groups_keep_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.taken := OLD.taken;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_keep_taken BEFORE UPDATE OF taken ON groups_occurrence
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION groups_keep_taken();
CREATE TRIGGER groups_keep_taken BEFORE UPDATE OF taken ON groups_pacegroup
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION groups_keep_taken();
"""
TAKEN_BACK = """
DROP TRIGGER groups_keep_taken ON groups_pacegroup;
DROP TRIGGER groups_keep_taken ON groups_occurrence;
DROP FUNCTION groups_keep_taken();
DROP TRIGGER groups_count_places_changed ON groups_rsvp;
DROP TRIGGER groups_count_places_new ON groups_rsvp;
DROP FUNCTION groups_count_places();
DROP FUNCTION groups_holds(text);
"""

SPACE = """
CREATE FUNCTION groups_profile_of_occurrence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM community_profile f JOIN groups_occurrence o ON o.group_id = f.space
        WHERE f.id = NEW.profile_id AND o.id = NEW.occurrence_id
    ) THEN
        RAISE EXCEPTION 'this profile belongs to another space' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_profile_of_occurrence BEFORE INSERT OR UPDATE OF profile_id, occurrence_id ON groups_rsvp
    FOR EACH ROW EXECUTE FUNCTION groups_profile_of_occurrence();
CREATE TRIGGER groups_profile_of_occurrence BEFORE INSERT OR UPDATE OF profile_id, occurrence_id ON groups_host
    FOR EACH ROW EXECUTE FUNCTION groups_profile_of_occurrence();
CREATE TRIGGER groups_profile_of_occurrence BEFORE INSERT OR UPDATE OF profile_id, occurrence_id ON groups_attendance
    FOR EACH ROW EXECUTE FUNCTION groups_profile_of_occurrence();

CREATE FUNCTION groups_pace_of_occurrence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM groups_pacegroup WHERE id = NEW.pace_id AND occurrence_id = NEW.occurrence_id) THEN
        RAISE EXCEPTION 'this pace belongs to another occurrence' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_pace_of_occurrence BEFORE INSERT OR UPDATE OF pace_id, occurrence_id ON groups_rsvp
    FOR EACH ROW WHEN (NEW.pace_id IS NOT NULL) EXECUTE FUNCTION groups_pace_of_occurrence();
"""
SPACE_BACK = """
DROP TRIGGER groups_pace_of_occurrence ON groups_rsvp;
DROP FUNCTION groups_pace_of_occurrence();
DROP TRIGGER groups_profile_of_occurrence ON groups_attendance;
DROP TRIGGER groups_profile_of_occurrence ON groups_host;
DROP TRIGGER groups_profile_of_occurrence ON groups_rsvp;
DROP FUNCTION groups_profile_of_occurrence();
"""

MOVES = """
CREATE FUNCTION groups_moves_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a move around the places is not rewritten' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_moves_stay BEFORE UPDATE ON groups_rsvpmove
    FOR EACH ROW EXECUTE FUNCTION groups_moves_stay();
"""
MOVES_BACK = """
DROP TRIGGER groups_moves_stay ON groups_rsvpmove;
DROP FUNCTION groups_moves_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_events")]

    operations = [
        migrations.RunSQL(TAKEN, TAKEN_BACK),
        migrations.RunSQL(SPACE, SPACE_BACK),
        migrations.RunSQL(MOVES, MOVES_BACK),
    ]
