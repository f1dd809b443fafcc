"""What holds when the code is wrong (realtime.md "Tables", "The one write path")."""

from django.db import migrations

LEAVING = """
CREATE FUNCTION messaging_participant_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.left_seq IS DISTINCT FROM (SELECT last_seq FROM messaging_room WHERE id = NEW.room_id)
       OR NOT EXISTS (
           SELECT FROM messaging_roomevent
           WHERE room_id = NEW.room_id AND seq = NEW.left_seq
             AND kind = 'member.leave' AND actor_id = NEW.profile_id
       )
    THEN
        RAISE EXCEPTION 'a participant is deactivated only together with its member.leave event'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER participant_leaves_with_event BEFORE UPDATE OF active ON messaging_participant
    FOR EACH ROW WHEN (OLD.active AND NOT NEW.active) EXECUTE FUNCTION messaging_participant_leaves();
"""

DELETING = """
CREATE FUNCTION messaging_participant_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an active participant cannot be deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER participant_active_stays BEFORE DELETE ON messaging_participant
    FOR EACH ROW WHEN (OLD.active) EXECUTE FUNCTION messaging_participant_stays();
"""

# Asked at commit, so that a room and its log can go together, in whatever order.
EVENTS = """
CREATE FUNCTION messaging_roomevent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM messaging_room WHERE id = OLD.room_id) THEN
        RAISE EXCEPTION 'an event is never deleted while its room lives'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER roomevent_stays AFTER DELETE ON messaging_roomevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION messaging_roomevent_stays();
CREATE FUNCTION messaging_roomevent_keeps_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an event keeps its room, number and kind' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER roomevent_keeps_place BEFORE UPDATE ON messaging_roomevent FOR EACH ROW
    WHEN (OLD.room_id <> NEW.room_id OR OLD.seq <> NEW.seq OR OLD.kind <> NEW.kind)
    EXECUTE FUNCTION messaging_roomevent_keeps_place();
"""

COUNTER = """
CREATE FUNCTION messaging_room_counts_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a room never counts down' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER room_counts_up BEFORE UPDATE ON messaging_room
    FOR EACH ROW WHEN (NEW.last_seq < OLD.last_seq) EXECUTE FUNCTION messaging_room_counts_up();
"""

EPOCH = "INSERT INTO messaging_logepoch (id, value) VALUES (1, gen_random_uuid()) ON CONFLICT DO NOTHING"


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]

    operations = [
        migrations.RunSQL(
            LEAVING,
            """DROP TRIGGER participant_leaves_with_event ON messaging_participant;
            DROP FUNCTION messaging_participant_leaves();""",
        ),
        migrations.RunSQL(
            DELETING,
            """DROP TRIGGER participant_active_stays ON messaging_participant;
            DROP FUNCTION messaging_participant_stays();""",
        ),
        migrations.RunSQL(
            EVENTS,
            """DROP TRIGGER roomevent_stays ON messaging_roomevent;
            DROP TRIGGER roomevent_keeps_place ON messaging_roomevent;
            DROP FUNCTION messaging_roomevent_stays(); DROP FUNCTION messaging_roomevent_keeps_place();""",
        ),
        migrations.RunSQL(
            COUNTER,
            "DROP TRIGGER room_counts_up ON messaging_room; DROP FUNCTION messaging_room_counts_up();",
        ),
        migrations.RunSQL(EPOCH, "DELETE FROM messaging_logepoch"),
    ]
