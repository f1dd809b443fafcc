"""What the database keeps though the code were wrong: the count of members, profiles of the right space, the lowest
age, places taken at events.

Gone back, each function takes its triggers along.
"""

from django.db import migrations

COUNT = """
CREATE FUNCTION groups_count_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.ended_at IS NULL THEN
        UPDATE groups_group SET active_count = active_count - 1 WHERE id = OLD.group_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.ended_at IS NULL THEN
        UPDATE groups_group SET active_count = active_count + 1 WHERE id = NEW.group_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER groups_count_members_new AFTER INSERT OR DELETE ON groups_membership
    FOR EACH ROW EXECUTE FUNCTION groups_count_members();
CREATE TRIGGER groups_count_members_changed AFTER UPDATE ON groups_membership
    FOR EACH ROW WHEN (OLD.ended_at IS DISTINCT FROM NEW.ended_at OR OLD.group_id <> NEW.group_id)
    EXECUTE FUNCTION groups_count_members();

-- A group written back from memory must not carry an old count: only the trigger above moves it.
CREATE FUNCTION groups_keep_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.active_count := OLD.active_count;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_keep_count BEFORE UPDATE OF active_count ON groups_group
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION groups_keep_count();
"""

SPACE = """
CREATE FUNCTION groups_profile_of_space() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM community_profile WHERE id = NEW.profile_id AND space = NEW.group_id) THEN
        RAISE EXCEPTION 'this profile belongs to another space' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_profile_of_space BEFORE INSERT OR UPDATE OF profile_id, group_id ON groups_membership
    FOR EACH ROW EXECUTE FUNCTION groups_profile_of_space();
CREATE TRIGGER groups_profile_of_space BEFORE INSERT OR UPDATE OF profile_id, group_id ON groups_brandseat
    FOR EACH ROW EXECUTE FUNCTION groups_profile_of_space();
"""

# A group's lowest age is said when it is opened, and nobody belongs to it who has not said that they are that old
# (trust.md R41).
OF_AGE = """
CREATE FUNCTION groups_lowest_age_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the lowest age of a group stays as it was opened' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_lowest_age_stays BEFORE UPDATE OF lowest_age ON groups_group
    FOR EACH ROW WHEN (NEW.lowest_age <> OLD.lowest_age) EXECUTE FUNCTION groups_lowest_age_stays();

CREATE FUNCTION groups_membership_of_age() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM groups_group g WHERE g.id = NEW.group_id AND (g.lowest_age = 0 OR EXISTS (
            SELECT FROM community_profile f JOIN community_agesaid a ON a.person_id = f.person_id
            WHERE f.id = NEW.profile_id AND a.band >= g.lowest_age
        ))
    ) THEN
        RAISE EXCEPTION 'who belongs has said that they are as old as the group asks' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_membership_of_age BEFORE INSERT OR UPDATE OF group_id, profile_id, ended_at ON groups_membership
    FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION groups_membership_of_age();
"""

PLACES = """
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

OCCURRENCE = """
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

MOVES = """
CREATE FUNCTION groups_moves_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a move around the places is not rewritten' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_moves_stay BEFORE UPDATE ON groups_rsvpmove
    FOR EACH ROW EXECUTE FUNCTION groups_moves_stay();
"""


class Migration(migrations.Migration):
    replaces = [("groups", "0013_misuse_judges")]
    dependencies = [("groups", "0001_tables")]

    operations = [
        migrations.RunSQL(COUNT, "DROP FUNCTION groups_count_members, groups_keep_count CASCADE"),
        migrations.RunSQL(SPACE, "DROP FUNCTION groups_profile_of_space CASCADE"),
        migrations.RunSQL(OF_AGE, "DROP FUNCTION groups_lowest_age_stays, groups_membership_of_age CASCADE"),
        migrations.RunSQL(PLACES, "DROP FUNCTION groups_count_places, groups_keep_taken, groups_holds CASCADE"),
        migrations.RunSQL(OCCURRENCE, "DROP FUNCTION groups_profile_of_occurrence, groups_pace_of_occurrence CASCADE"),
        migrations.RunSQL(MOVES, "DROP FUNCTION groups_moves_stay CASCADE"),
    ]
