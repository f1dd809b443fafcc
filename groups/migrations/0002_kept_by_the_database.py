"""What the database keeps although the code were wrong: the count of members, profiles of the right space, the charter."""

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
COUNT_BACK = """
DROP TRIGGER groups_keep_count ON groups_group;
DROP FUNCTION groups_keep_count();
DROP TRIGGER groups_count_members_changed ON groups_membership;
DROP TRIGGER groups_count_members_new ON groups_membership;
DROP FUNCTION groups_count_members();
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
SPACE_BACK = """
DROP TRIGGER groups_profile_of_space ON groups_brandseat;
DROP TRIGGER groups_profile_of_space ON groups_membership;
DROP FUNCTION groups_profile_of_space();
"""

CHARTER = """
CREATE FUNCTION groups_charter_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a charter is never changed, a new version is written' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_charter_stays BEFORE UPDATE OR DELETE ON groups_charter
    FOR EACH ROW EXECUTE FUNCTION groups_charter_stays();
"""
CHARTER_BACK = """
DROP TRIGGER groups_charter_stays ON groups_charter;
DROP FUNCTION groups_charter_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]

    operations = [
        migrations.RunSQL(COUNT, COUNT_BACK),
        migrations.RunSQL(SPACE, SPACE_BACK),
        migrations.RunSQL(CHARTER, CHARTER_BACK),
    ]
