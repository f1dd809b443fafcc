"""What the database keeps though the code were wrong: whose turn it is in a room, conversations of two, polls.

Turns are looked at for a statement and not for each row: members' messages cost one look at their places, and one at
the rooms, however many come at once. Gone back, each function takes its triggers along.
"""

from django.db import migrations

# The brand's share of what is said, and its pauses (trust.md R12).
SHARE = """
CREATE FUNCTION messaging_brand_keeps_its_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh f
        JOIN messaging_participant p ON p.room_id = f.room_id AND p.profile_id = f.actor_id AND p.voice = 'brand'
        JOIN messaging_room r ON r.id = f.room_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS said, count(*) FILTER (WHERE w.brand) AS by_brand,
                   count(*) FILTER (WHERE w.brand AND w.place <= 3) AS latest
            FROM (
                SELECT row_number() OVER (ORDER BY m.seq DESC) AS place, EXISTS (
                    SELECT FROM messaging_participant b
                    WHERE b.room_id = m.room_id AND b.profile_id = m.actor_id AND b.voice = 'brand'
                ) AS brand
                FROM messaging_message m WHERE m.room_id = f.room_id AND m.seq <= f.seq ORDER BY m.seq DESC LIMIT 50
            ) w
        ) s
        WHERE r.brand_paused_until > f.created_at OR s.by_brand * 5 > s.said OR s.latest > 2
    ) THEN
        RAISE EXCEPTION 'the brand speaks once in five and twice in a row at most, and not while it is paused'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'brand_share';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER brand_keeps_its_share AFTER INSERT ON messaging_message REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_brand_keeps_its_share();
"""

# A room in which everybody goes slowly for a while (trust.md R28). A second less than the pace: the message bears the
# time at which its batch began, the policy judges a moment later.
PACE = """
CREATE FUNCTION messaging_room_keeps_its_pace() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh f
        JOIN messaging_room r ON r.id = f.room_id AND r.slow_until > f.created_at
        CROSS JOIN LATERAL (
            SELECT m.created_at FROM messaging_message m
            WHERE m.room_id = f.room_id AND m.actor_id = f.actor_id AND m.seq < f.seq ORDER BY m.seq DESC LIMIT 1
        ) b
        WHERE f.created_at - b.created_at < (r.slow_s - 1) * interval '1 second'
    ) THEN
        RAISE EXCEPTION 'in a room that goes slowly everybody does'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'room_pace';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER room_keeps_its_pace AFTER INSERT ON messaging_message REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_room_keeps_its_pace();
"""

# A room that is locked for the night; a second less, too.
NIGHT = """
CREATE FUNCTION messaging_room_keeps_its_night() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh f
        JOIN messaging_room r ON r.id = f.room_id AND r.locked_until > f.created_at + interval '1 second'
        WHERE NOT EXISTS (
            SELECT FROM messaging_participant p
            WHERE p.room_id = f.room_id AND p.profile_id = f.actor_id AND p.voice = 'captain'
        )
    ) THEN
        RAISE EXCEPTION 'in a locked room captains alone speak'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'room_night';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER room_keeps_its_night AFTER INSERT ON messaging_message REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_room_keeps_its_night();
"""

# Conversations of two (trust.md R40). Whose room it is stays as it was made.
OF_TWO = """
CREATE FUNCTION messaging_direct_of_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a direct room keeps its two' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM messaging_room WHERE id = NEW.room_id AND kind = 'direct' AND space = NEW.space)
       OR (SELECT count(*) FROM community_profile WHERE id IN (NEW.low_id, NEW.high_id) AND space = NEW.space) <> 2
    THEN
        RAISE EXCEPTION 'a direct room is between two of its space'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'direct_of_two';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER direct_of_two BEFORE INSERT OR UPDATE OF room_id, space, low_id, high_id ON messaging_direct
    FOR EACH ROW EXECUTE FUNCTION messaging_direct_of_two();
"""

# Nobody comes in as a third, and nobody speaks for a brand there.
INSIDE = """
CREATE FUNCTION messaging_direct_lets_in_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM messaging_room WHERE id = NEW.room_id AND kind = 'direct') AND (
        NEW.voice = 'brand' OR NOT EXISTS (
            SELECT FROM messaging_direct WHERE room_id = NEW.room_id AND NEW.profile_id IN (low_id, high_id)
        )
    ) THEN
        RAISE EXCEPTION 'in a direct room are its two, and no brand'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'direct_lets_in_two';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER direct_lets_in_two BEFORE INSERT OR UPDATE OF voice, profile_id, room_id ON messaging_participant
    FOR EACH ROW EXECUTE FUNCTION messaging_direct_lets_in_two();
"""

# Before a yes: one message, the asker's.
YES = """
CREATE FUNCTION messaging_direct_waits_for_a_yes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh f JOIN messaging_direct d ON d.room_id = f.room_id AND d.opened_at IS NULL
        WHERE f.actor_id IS DISTINCT FROM d.asker_id OR EXISTS (
            SELECT FROM messaging_message m
            WHERE m.room_id = f.room_id AND m.actor_id = d.asker_id AND m.id <> f.id AND m.created_at >= d.asked_at
        )
    ) THEN
        RAISE EXCEPTION 'a direct room holds one message until it is answered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'direct_waits_for_a_yes';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER direct_waits_for_a_yes AFTER INSERT ON messaging_message REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_direct_waits_for_a_yes();
"""

# What is asked stays as it was asked, and what is over stays over.
POLLS = """
CREATE FUNCTION messaging_poll_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.options, NEW.multiple, NEW.secret, NEW.asked_at, NEW.closes_at)
        IS DISTINCT FROM (OLD.options, OLD.multiple, OLD.secret, OLD.asked_at, OLD.closes_at)
        OR OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at
        OR NEW.box IS DISTINCT FROM OLD.box AND LEAST(OLD.closed_at, OLD.closes_at) <= clock_timestamp()
    THEN
        RAISE EXCEPTION 'a poll stays as it was asked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER poll_stays BEFORE UPDATE ON messaging_poll FOR EACH ROW EXECUTE FUNCTION messaging_poll_stays();
"""

# Until its end alone; what is chosen are its options, each once, and one where one may be chosen.
VOTES = """
CREATE FUNCTION messaging_poll_vote_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE poll messaging_poll;
BEGIN
    SELECT * INTO poll FROM messaging_poll WHERE message_id = NEW.poll_id;
    IF poll.secret
        OR LEAST(poll.closed_at, poll.closes_at) <= clock_timestamp()
        OR cardinality(NEW.choices) < 1
        OR NOT poll.multiple AND cardinality(NEW.choices) > 1
        OR cardinality(NEW.choices) <> (SELECT count(DISTINCT c) FROM unnest(NEW.choices) c)
        OR EXISTS (SELECT FROM unnest(NEW.choices) c WHERE c >= cardinality(poll.options))
    THEN
        RAISE EXCEPTION 'this vote does not fit its poll'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'poll_vote_fits';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER poll_vote_fits BEFORE INSERT OR UPDATE ON messaging_pollvote
    FOR EACH ROW EXECUTE FUNCTION messaging_poll_vote_fits();
"""

# Of a secret poll alone, until its end, and once for all.
BALLOTS = """
CREATE FUNCTION messaging_poll_ballot_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (
        SELECT FROM messaging_poll
        WHERE message_id = NEW.poll_id AND secret AND LEAST(closed_at, closes_at) > clock_timestamp()
    ) THEN
        RAISE EXCEPTION 'this ballot does not fit its poll'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'poll_ballot_fits';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER poll_ballot_fits BEFORE INSERT OR UPDATE ON messaging_pollballot
    FOR EACH ROW EXECUTE FUNCTION messaging_poll_ballot_fits();
"""


class Migration(migrations.Migration):
    replaces = [("messaging", "0018_polls")]
    dependencies = [("messaging", "0002_rooms_and_their_log")]

    operations = [
        migrations.RunSQL(SHARE, "DROP FUNCTION messaging_brand_keeps_its_share CASCADE"),
        migrations.RunSQL(PACE, "DROP FUNCTION messaging_room_keeps_its_pace CASCADE"),
        migrations.RunSQL(NIGHT, "DROP FUNCTION messaging_room_keeps_its_night CASCADE"),
        migrations.RunSQL(OF_TWO, "DROP FUNCTION messaging_direct_of_two CASCADE"),
        migrations.RunSQL(INSIDE, "DROP FUNCTION messaging_direct_lets_in_two CASCADE"),
        migrations.RunSQL(YES, "DROP FUNCTION messaging_direct_waits_for_a_yes CASCADE"),
        migrations.RunSQL(POLLS, "DROP FUNCTION messaging_poll_stays CASCADE"),
        migrations.RunSQL(VOTES, "DROP FUNCTION messaging_poll_vote_fits CASCADE"),
        migrations.RunSQL(BALLOTS, "DROP FUNCTION messaging_poll_ballot_fits CASCADE"),
    ]
