"""What the database keeps though the code were wrong: consents, contact budgets, erasures, the rules of screening,
blocks.

Gone back, each function takes its triggers along.
"""

from django.db import migrations

# Decisions, answers, rules and contact budgets let go of a person who is erased, and of nobody else (trust.md R42):
# their erasure has begun, the seven days are over, and there is no way back.
GOING = """
CREATE FUNCTION moderation_is_going(who uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM moderation_erasure WHERE person_id = who AND begun_at IS NOT NULL)
$$;

CREATE FUNCTION moderation_lets_go(before uuid, after uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT before IS NOT DISTINCT FROM after OR after IS NULL AND moderation_is_going(before)
$$;
"""

# Whoever has begun to go is not brought back, and a receipt stays as it was written.
ERASURES = """
CREATE FUNCTION moderation_erasure_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.done_at IS NOT NULL OR (OLD.begun_at IS NOT NULL AND NEW.begun_at IS DISTINCT FROM OLD.begun_at) THEN
        RAISE EXCEPTION 'an erasure goes on, never back' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moderation_erasure_goes_on BEFORE UPDATE ON moderation_erasure
    FOR EACH ROW EXECUTE FUNCTION moderation_erasure_goes_on();
"""

# The ledger only grows (trust.md R13): a changed mind is another row. Each names a whole hash and a surface, and may
# lose its person, and nothing else (R42).
CONSENTS = """
CREATE FUNCTION moderation_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erased moderation_consent;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        erased := OLD;
        erased.person_id := NULL;
        IF NEW IS NOT DISTINCT FROM erased THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a consent is never changed, a later one is written' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER moderation_consent_stays BEFORE UPDATE OR DELETE ON moderation_consent
    FOR EACH ROW EXECUTE FUNCTION moderation_consent_stays();
CREATE TRIGGER moderation_consent_not_emptied BEFORE TRUNCATE ON moderation_consent
    EXECUTE FUNCTION community_log_only_grows();
ALTER TABLE moderation_consent ADD CONSTRAINT consent_says_what_and_where
    CHECK (octet_length(text_hash) = 32 AND text_version > 0 AND surface <> '');
"""
CONSENTS_BACK = """
ALTER TABLE moderation_consent DROP CONSTRAINT consent_says_what_and_where;
DROP TRIGGER moderation_consent_not_emptied ON moderation_consent;
DROP FUNCTION moderation_consent_stays CASCADE;
"""

# The contact budget (trust.md R13, R15). Its row is locked first: of two who spend the last touch at once the second
# sees the first one's.
BUDGETS = """
CREATE FUNCTION moderation_touch_is_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed int;
BEGIN
    SELECT most INTO allowed FROM moderation_contactbudget
    WHERE person_id = NEW.person_id AND brand_id = NEW.brand_id FOR NO KEY UPDATE;
    NEW.at := clock_timestamp();
    IF allowed IS NULL OR allowed <= (
        SELECT count(*) FROM moderation_contacttouch
        WHERE person_id = NEW.person_id AND brand_id = NEW.brand_id AND at > NEW.at - interval '7 days'
    ) THEN
        RAISE EXCEPTION 'nothing is left of this week''s contact budget' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT COALESCE((
        SELECT given FROM moderation_consent
        WHERE person_id = NEW.person_id AND brand_id = NEW.brand_id AND purpose = NEW.purpose
        ORDER BY created_at DESC, id DESC LIMIT 1
    ), false) THEN
        RAISE EXCEPTION 'there is no consent for this purpose' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER touch_is_allowed BEFORE INSERT ON moderation_contacttouch
    FOR EACH ROW EXECUTE FUNCTION moderation_touch_is_allowed();

CREATE FUNCTION moderation_touch_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '7 days' OR moderation_is_going(OLD.person_id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was spent of a contact budget stays spent' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER touch_stays BEFORE UPDATE OR DELETE ON moderation_contacttouch
    FOR EACH ROW EXECUTE FUNCTION moderation_touch_stays();
"""

# What a brand does not want said (trust.md R23). A version stays as it was written: it begins to act and it ends, each
# once. One that was written earlier than now would not have observed.
RULES = """
CREATE FUNCTION moderation_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.created_at < now() - interval '1 minute' OR NEW.active_at IS NOT NULL AND NEW.action IN ('hold', 'block')
        THEN
            RAISE EXCEPTION 'a rule observes from the moment it is written' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.made_by_id IS NULL OR NEW.active_at IS NOT NULL AND NEW.active_by_id IS NULL THEN
            RAISE EXCEPTION 'a rule says who' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE'
       OR (to_jsonb(OLD) - '{made_by_id,active_at,active_by_id,retired_at,retired_by_id}'::text[])
          <> (to_jsonb(NEW) - '{made_by_id,active_at,active_by_id,retired_at,retired_by_id}'::text[])
       OR NOT moderation_lets_go(OLD.made_by_id, NEW.made_by_id)
       OR OLD.active_at IS NOT NULL AND (
           NEW.active_at IS DISTINCT FROM OLD.active_at OR NOT moderation_lets_go(OLD.active_by_id, NEW.active_by_id)
       )
       OR OLD.retired_at IS NOT NULL AND (
           (NEW.retired_at, NEW.active_at) IS DISTINCT FROM (OLD.retired_at, OLD.active_at)
           OR NOT moderation_lets_go(OLD.retired_by_id, NEW.retired_by_id)
       )
    THEN
        RAISE EXCEPTION 'a version of a rule stays as it was written' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.active_at IS NULL AND NEW.active_at IS NOT NULL AND NEW.active_by_id IS NULL
       OR OLD.retired_at IS NULL AND NEW.retired_at IS NOT NULL AND NEW.retired_by_id IS NULL
    THEN
        RAISE EXCEPTION 'a rule says who' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moderation_rule_stays BEFORE INSERT OR UPDATE OR DELETE ON moderation_rule
    FOR EACH ROW EXECUTE FUNCTION moderation_rule_stays();
"""

# Every process compares this number, which it reads with the brand, to that of the rules it has compiled.
RULES_VERSION = """
CREATE FUNCTION moderation_rule_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE community_brand SET rules_version = rules_version + 1 WHERE id = NEW.brand_id;
    RETURN NULL;
END $$;
CREATE TRIGGER moderation_rule_counts AFTER INSERT OR UPDATE ON moderation_rule
    FOR EACH ROW EXECUTE FUNCTION moderation_rule_counts();
"""

# Blocks (trust.md R39). Whoever is being anonymised at this moment holds their profile: the lock waits for that and
# then sees it.
BLOCKS = """
CREATE FUNCTION moderation_block_in_one_space() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE known integer;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a block is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM 1 FROM community_profile
    WHERE id IN (NEW.blocker_id, NEW.blocked_id) AND space = NEW.space AND person_id IS NOT NULL
    ORDER BY id FOR KEY SHARE;
    GET DIAGNOSTICS known = ROW_COUNT;
    IF known <> 2 THEN
        RAISE EXCEPTION 'a block is between two people of its space' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER block_in_one_space BEFORE INSERT OR UPDATE ON moderation_block
    FOR EACH ROW EXECUTE FUNCTION moderation_block_in_one_space();
"""

# Leaving with "anonymise", and erasure, take the person from the profile: nothing is left that names them as a blocker,
# and of the blocked nothing that could still be folded.
BLOCKS_END = """
CREATE FUNCTION moderation_block_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM moderation_block WHERE blocker_id = NEW.id OR blocked_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER block_ends_with_its_people AFTER UPDATE OF person_id ON community_profile
    FOR EACH ROW WHEN (OLD.person_id IS NOT NULL AND NEW.person_id IS NULL) EXECUTE FUNCTION moderation_block_ends();
"""


class Migration(migrations.Migration):
    replaces = [("moderation", "0013_quiet_stays_out")]
    dependencies = [("community", "0002_logs_keys_and_ages"), ("moderation", "0001_tables")]

    operations = [
        migrations.RunSQL(GOING, "DROP FUNCTION moderation_is_going, moderation_lets_go CASCADE"),
        migrations.RunSQL(ERASURES, "DROP FUNCTION moderation_erasure_goes_on CASCADE"),
        migrations.RunSQL(CONSENTS, CONSENTS_BACK),
        migrations.RunSQL(BUDGETS, "DROP FUNCTION moderation_touch_is_allowed, moderation_touch_stays CASCADE"),
        migrations.RunSQL(RULES, "DROP FUNCTION moderation_rule_stays CASCADE"),
        migrations.RunSQL(RULES_VERSION, "DROP FUNCTION moderation_rule_counts CASCADE"),
        migrations.RunSQL(BLOCKS, "DROP FUNCTION moderation_block_in_one_space CASCADE"),
        migrations.RunSQL(BLOCKS_END, "DROP FUNCTION moderation_block_ends CASCADE"),
    ]
