"""What the database keeps though the code were wrong: charters, and what a brand asks of people, writes to them and
hears in counts.

Gone back, each function takes its triggers along.
"""

from django.db import migrations

CHARTER = """
CREATE FUNCTION groups_charter_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a charter is never changed, a new version is written' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_charter_stays BEFORE UPDATE OR DELETE ON groups_charter
    FOR EACH ROW EXECUTE FUNCTION groups_charter_stays();
"""

# A charter opens further as it was announced (trust.md R7). That stays as it is and counts by the database's own clock.
OPENING = """
CREATE FUNCTION groups_opening_is_announced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.announced_at := now();
    NEW.opens_at := now() + interval '7 days';
    NEW.taken_back_at := NULL;
    NEW.charter_id := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_opening_is_announced BEFORE INSERT ON groups_charteropening
    FOR EACH ROW EXECUTE FUNCTION groups_opening_is_announced();

CREATE FUNCTION groups_opening_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.taken_back_at IS NULL AND OLD.charter_id IS NULL
            AND to_jsonb(OLD) - 'taken_back_at' - 'charter_id' = to_jsonb(NEW) - 'taken_back_at' - 'charter_id'
            AND (NEW.charter_id IS NULL OR OLD.opens_at <= now())
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was announced of a charter is not changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_opening_stays BEFORE UPDATE OR DELETE ON groups_charteropening
    FOR EACH ROW EXECUTE FUNCTION groups_opening_stays();

CREATE FUNCTION groups_presence(value text) RETURNS int LANGUAGE sql IMMUTABLE AS
    $$ SELECT array_position(ARRAY['none', 'listening', 'speaking'], value) $$;

CREATE FUNCTION groups_charter_ratchet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before groups_charter;
    opened groups_charteropening;
BEGIN
    IF EXISTS (SELECT FROM groups_charter WHERE group_id = NEW.group_id AND version > NEW.version) THEN
        RAISE EXCEPTION 'a charter has no other past' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO before FROM groups_charter WHERE group_id = NEW.group_id AND version < NEW.version
    ORDER BY version DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO opened FROM groups_charteropening
    WHERE group_id = NEW.group_id AND taken_back_at IS NULL AND charter_id IS NULL AND opens_at <= now();
    IF NEW.retention_days <= before.retention_days AND (NEW.history = before.history OR NEW.history = 'from_join')
        AND groups_presence(NEW.brand_presence) <= groups_presence(before.brand_presence)
    THEN
        RETURN NULL;
    END IF;
    IF opened.id IS NULL
        OR NEW.retention_days > GREATEST(before.retention_days, opened.retention_days)
        OR NEW.history = 'shared' AND 'shared' NOT IN (before.history, COALESCE(opened.history, ''))
        OR groups_presence(NEW.brand_presence)
            > GREATEST(groups_presence(before.brand_presence), groups_presence(opened.brand_presence))
    THEN
        RAISE EXCEPTION 'a charter opens further only seven days after everybody was told'
            USING ERRCODE = 'check_violation';
    END IF;
    UPDATE groups_charteropening SET charter_id = NEW.id WHERE id = opened.id;  -- used up, whoever wrote this
    RETURN NULL;
END $$;
CREATE TRIGGER groups_charter_ratchet AFTER INSERT ON groups_charter
    FOR EACH ROW EXECUTE FUNCTION groups_charter_ratchet();
"""
OPENING_BACK = """
DROP FUNCTION groups_charter_ratchet, groups_presence CASCADE;
DROP FUNCTION groups_opening_stays, groups_opening_is_announced CASCADE;
"""

# The members' vote that the brand steps back (trust.md R12).
QUIET = """
CREATE FUNCTION groups_quiet_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM groups_brandquiet WHERE group_id = NEW.group_id AND until > now()) THEN
        RAISE EXCEPTION 'the members have asked the brand to step back' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_quiet_is_kept BEFORE INSERT OR UPDATE ON groups_brandseat FOR EACH ROW
    WHEN (NEW.state = 'speaking' AND NEW.ended_at IS NULL) EXECUTE FUNCTION groups_quiet_is_kept();

CREATE FUNCTION groups_quiet_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.until > now() THEN
        RAISE EXCEPTION 'what the members decided is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER groups_quiet_stays BEFORE UPDATE OR DELETE ON groups_brandquiet
    FOR EACH ROW EXECUTE FUNCTION groups_quiet_stays();
"""

# trust.md R6. Asked and answered is written once; an answer is the author's own. A question goes out of sight after a
# report, and comes back (R30).
REUSE = """
CREATE FUNCTION groups_reuse_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - 'hidden_at' = to_jsonb(NEW) - 'hidden_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was asked and answered is not changed, a later word is written'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_reuse_stays BEFORE UPDATE OR DELETE ON groups_reuseask
    FOR EACH ROW EXECUTE FUNCTION groups_reuse_stays();
CREATE TRIGGER groups_reuse_stays BEFORE UPDATE OR DELETE ON groups_reuseanswer
    FOR EACH ROW EXECUTE FUNCTION groups_reuse_stays();

CREATE FUNCTION groups_reuse_of_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM groups_reuseask WHERE id = NEW.ask_id AND author_id = NEW.by_id) THEN
        RAISE EXCEPTION 'only the author says yes to words being used' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_reuse_of_author BEFORE INSERT ON groups_reuseanswer
    FOR EACH ROW EXECUTE FUNCTION groups_reuse_of_author();

CREATE FUNCTION groups_reuse_of_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM messaging_message m JOIN messaging_room r ON r.id = m.room_id
        WHERE m.id = NEW.item AND m.actor_id = NEW.author_id AND r.space = NEW.group_id
    ) OR EXISTS (SELECT FROM groups_brandseat WHERE profile_id = NEW.author_id AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'a question is about a member''s own message in this group' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_reuse_of_words BEFORE INSERT ON groups_reuseask
    FOR EACH ROW EXECUTE FUNCTION groups_reuse_of_words();
"""

# trust.md R15. Ten minutes by the database's own clock; then it can be stopped and taken out of sight, it lets go of
# who wrote it once they are erased (R42), and nothing else.
OUTREACH = """
CREATE FUNCTION groups_outreach_cools() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.made_at := now();
    NEW.leaves_at := now() + interval '10 minutes';
    NEW.stopped_at := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_outreach_cools BEFORE INSERT ON groups_outreach
    FOR EACH ROW EXECUTE FUNCTION groups_outreach_cools();

CREATE FUNCTION groups_outreach_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.stopped_at IS NULL OR NEW.stopped_at = OLD.stopped_at)
            AND moderation_lets_go(OLD.made_by_id, NEW.made_by_id)
            AND to_jsonb(OLD) - 'stopped_at' - 'made_by_id' - 'hidden_at'
                = to_jsonb(NEW) - 'stopped_at' - 'made_by_id' - 'hidden_at'
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was written to people is not changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_outreach_stays BEFORE UPDATE OR DELETE ON groups_outreach
    FOR EACH ROW EXECUTE FUNCTION groups_outreach_stays();

CREATE FUNCTION groups_outreach_by_somebody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'somebody writes to people' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER groups_outreach_by_somebody BEFORE INSERT ON groups_outreach FOR EACH ROW
    WHEN (NEW.made_by_id IS NULL) EXECUTE FUNCTION groups_outreach_by_somebody();

CREATE FUNCTION groups_outreach_of_brand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM groups_outreach o JOIN groups_group g ON g.brand_id = o.brand_id
        WHERE o.id = NEW.outreach_id AND g.id = NEW.group_id AND o.leaves_at > now()
    ) THEN
        RAISE EXCEPTION 'a brand writes to its own groups, chosen before it leaves' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_outreach_of_brand BEFORE INSERT OR UPDATE ON groups_outreach_groups
    FOR EACH ROW EXECUTE FUNCTION groups_outreach_of_brand();
"""
OUTREACH_BACK = """
DROP FUNCTION groups_outreach_of_brand, groups_outreach_by_somebody CASCADE;
DROP FUNCTION groups_outreach_stays, groups_outreach_cools CASCADE;
"""

# What is told of a group's week in counts: a row is never changed, closed weeks stay closed, and of a brand there is
# the sum of what its groups were told and nothing else (trust.md R43).
WEEKS = """
CREATE FUNCTION groups_release_holds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told record;
BEGIN
    PERFORM FROM community_brand WHERE id = NEW.brand_id FOR NO KEY UPDATE;
    IF NEW.week + 7 > (now() AT TIME ZONE 'UTC')::date THEN
        RAISE EXCEPTION 'a week is told when it is over' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.group_id IS NOT NULL THEN
        IF EXISTS (SELECT FROM groups_release
                   WHERE brand_id = NEW.brand_id AND week = NEW.week AND group_id IS NULL) THEN
            RAISE EXCEPTION 'this week is closed' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.brand_id IS DISTINCT FROM (SELECT brand_id FROM groups_group WHERE id = NEW.group_id) THEN
            RAISE EXCEPTION 'this group belongs to another brand' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.withheld = '' THEN
        SELECT sum(active) AS active, sum(messages) AS messages, sum(events) AS events, sum(came) AS came,
               sum(answers) AS answers INTO told FROM groups_release
        WHERE brand_id = NEW.brand_id AND week = NEW.week AND group_id IS NOT NULL AND withheld = '';
        IF (NEW.active, NEW.messages, NEW.events, NEW.came, NEW.answers)
           IS DISTINCT FROM (told.active, told.messages, told.events, told.came, told.answers) THEN
            RAISE EXCEPTION 'of a brand there is the sum of its groups' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_release_holds BEFORE INSERT ON groups_release
    FOR EACH ROW EXECUTE FUNCTION groups_release_holds();
CREATE TRIGGER groups_release_only_grows BEFORE UPDATE OR DELETE ON groups_release
    FOR EACH ROW EXECUTE FUNCTION community_log_only_grows();
CREATE TRIGGER groups_release_stays BEFORE TRUNCATE ON groups_release
    EXECUTE FUNCTION community_log_only_grows();
"""
WEEKS_BACK = """
DROP TRIGGER groups_release_stays ON groups_release;
DROP TRIGGER groups_release_only_grows ON groups_release;
DROP FUNCTION groups_release_holds CASCADE;
"""


class Migration(migrations.Migration):
    replaces = [("groups", "0014_whose_words")]
    dependencies = [
        ("community", "0002_logs_keys_and_ages"),
        ("groups", "0002_members_and_places"),
        ("moderation", "0002_consents_rules_and_blocks"),
    ]

    operations = [
        migrations.RunSQL(CHARTER, "DROP FUNCTION groups_charter_stays CASCADE"),
        migrations.RunSQL(OPENING, OPENING_BACK),
        migrations.RunSQL(QUIET, "DROP FUNCTION groups_quiet_is_kept, groups_quiet_stays CASCADE"),
        migrations.RunSQL(
            REUSE,
            "DROP FUNCTION groups_reuse_stays, groups_reuse_of_author, groups_reuse_of_words CASCADE",
        ),
        migrations.RunSQL(OUTREACH, OUTREACH_BACK),
        migrations.RunSQL(WEEKS, WEEKS_BACK),
    ]
