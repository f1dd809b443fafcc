"""What the database keeps though the code were wrong (realtime.md "Tables", "The one write path"): who is in a room,
its log, and words that are held or sealed.

Gone back, each function takes its triggers along.
"""

from django.contrib.postgres.operations import BtreeGistExtension
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

CREATE FUNCTION messaging_participant_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an active participant cannot be deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER participant_active_stays BEFORE DELETE ON messaging_participant
    FOR EACH ROW WHEN (OLD.active) EXECUTE FUNCTION messaging_participant_stays();
"""

# Whoever comes into a room is as quiet there as it was decided about them, whatever the code that lets them in knows of
# it (trust.md R36).
QUIET = """
CREATE FUNCTION messaging_participant_keeps_quiet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT max(ends_at) FILTER (WHERE kind IN ('mute', 'suspend')), max(ends_at) FILTER (WHERE kind = 'slow')
    INTO NEW.muted_until, NEW.slow_until FROM moderation_sanction
    WHERE profile_id = NEW.profile_id AND lifted_at IS NULL AND ends_at > now();
    RETURN NEW;
END $$;
CREATE TRIGGER participant_keeps_quiet_new BEFORE INSERT ON messaging_participant
    FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION messaging_participant_keeps_quiet();
CREATE TRIGGER participant_keeps_quiet BEFORE UPDATE OF active ON messaging_participant
    FOR EACH ROW WHEN (NEW.active AND NOT OLD.active) EXECUTE FUNCTION messaging_participant_keeps_quiet();
"""

# Deleting is asked about at commit, so that a room and its log can go together, in whatever order.
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

EPOCH = """
INSERT INTO messaging_logepoch (id, value) VALUES (1, gen_random_uuid()) ON CONFLICT DO NOTHING;
"""

# A message answers an earlier one of the same room, and of no other.
ANSWERS = """
ALTER TABLE messaging_message ADD CONSTRAINT message_answers_in_its_room
    FOREIGN KEY (room_id, reply_to) REFERENCES messaging_message (room_id, seq) DEFERRABLE INITIALLY DEFERRED;
"""

# Two calls to a whole crew in any 24 hours, each in a slot of its own.
CREW_CALLS = """
ALTER TABLE messaging_crewcall ADD CONSTRAINT crew_call_one_in_a_slot
    EXCLUDE USING gist (profile_id WITH =, slot WITH =, tstzrange(at, until) WITH &&);
"""

# Sealed words are shredded, never changed (trust.md R31).
SEALED = """
CREATE FUNCTION messaging_sealed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sealed words are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER sealed_stays BEFORE UPDATE ON messaging_sealedversion
    FOR EACH ROW EXECUTE FUNCTION messaging_sealed_stays();
"""

# What has been decided stays so; words are never changed, only let go; and what is released stands in the log.
HELD = """
CREATE FUNCTION messaging_pending_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'held' AND (OLD.state, OLD.ended_at, OLD.ended_by_id, OLD.seq)
        IS DISTINCT FROM (NEW.state, NEW.ended_at, NEW.ended_by_id, NEW.seq)
    THEN
        RAISE EXCEPTION 'held words are decided about once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.room_id, OLD.actor_id, OLD.cid, OLD.mac, OLD.message_id) IS DISTINCT FROM
        (NEW.room_id, NEW.actor_id, NEW.cid, NEW.mac, NEW.message_id)
        OR (NEW.words <> OLD.words AND length(NEW.words) > 0)
    THEN
        RAISE EXCEPTION 'held words are never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.state = 'released' AND OLD.state = 'held' AND NOT EXISTS (
        SELECT FROM messaging_roomevent
        WHERE room_id = NEW.room_id AND seq = NEW.seq AND cid = NEW.cid AND actor_id = NEW.actor_id
    )
    THEN
        RAISE EXCEPTION 'released words stand in the log' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pending_decided_once BEFORE UPDATE ON messaging_pending
    FOR EACH ROW EXECUTE FUNCTION messaging_pending_decided_once();
"""

# An index is read without its table where the table's pages are known to be seen by all. That is found out when so much
# of the table is new: a fifth, unless said.
SEEN_BY_ALL = "ALTER TABLE messaging_message SET (autovacuum_vacuum_insert_scale_factor = 0.02)"


class Migration(migrations.Migration):
    replaces = [("messaging", "0017_direct")]
    dependencies = [("messaging", "0001_tables"), ("moderation", "0001_tables")]

    operations = [
        BtreeGistExtension(),
        migrations.RunSQL(LEAVING, "DROP FUNCTION messaging_participant_leaves, messaging_participant_stays CASCADE"),
        migrations.RunSQL(QUIET, "DROP FUNCTION messaging_participant_keeps_quiet CASCADE"),
        migrations.RunSQL(EVENTS, "DROP FUNCTION messaging_roomevent_stays, messaging_roomevent_keeps_place CASCADE"),
        migrations.RunSQL(COUNTER, "DROP FUNCTION messaging_room_counts_up CASCADE"),
        migrations.RunSQL(EPOCH, "DELETE FROM messaging_logepoch"),
        migrations.RunSQL(ANSWERS, "ALTER TABLE messaging_message DROP CONSTRAINT message_answers_in_its_room"),
        migrations.RunSQL(CREW_CALLS, "ALTER TABLE messaging_crewcall DROP CONSTRAINT crew_call_one_in_a_slot"),
        migrations.RunSQL(SEALED, "DROP FUNCTION messaging_sealed_stays CASCADE"),
        migrations.RunSQL(HELD, "DROP FUNCTION messaging_pending_decided_once CASCADE"),
        migrations.RunSQL(SEEN_BY_ALL, "ALTER TABLE messaging_message RESET (autovacuum_vacuum_insert_scale_factor)"),
    ]
