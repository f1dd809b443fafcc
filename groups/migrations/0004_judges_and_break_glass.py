"""What the database keeps though the code were wrong: who is no judge, and how somebody reads in an emergency.

Gone back, each function takes its triggers along.
"""

from django.db import migrations

# No judge in their own cause: neither whom somebody of it let in, nor who let them in (trust.md R33); of a case about a
# report, nor the friends of whom the report was about (R38). Beside the triggers of moderation, which does not know who
# invited whom. Whose friend decided is asked when it is decided, and not again when words go that others wrote.
JUDGES = """
CREATE FUNCTION groups_vouched(concerned uuid[], judge uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM groups_membership m
        JOIN groups_joinrequest r ON r.id = m.request_id
        JOIN groups_invite i ON i.id = r.invite_id
        JOIN community_profile host ON host.id = i.inviter_id
        JOIN community_profile guest ON guest.id = m.profile_id
        WHERE guest.id = ANY (concerned) AND host.person_id = judge
           OR host.id = ANY (concerned) AND guest.person_id = judge
    )
$$;

CREATE FUNCTION groups_parties(judged uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(profile) FROM (

        SELECT reporter_id AS profile FROM moderation_report WHERE case_id = judged
        UNION SELECT author_id FROM moderation_case WHERE id = judged AND author_id IS NOT NULL

        UNION SELECT unnest(groups_parties(r.case_id))
        FROM moderation_case c JOIN moderation_report r ON r.id = c.subject
        WHERE c.id = judged AND c.kind = 'report'

    ) parties
$$;

CREATE FUNCTION groups_no_friend_judges() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF groups_vouched(groups_parties(NEW.case_id), NEW.reviewer_id) THEN
        RAISE EXCEPTION 'nobody judges whom they let in, or who let them in'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_by_no_friend BEFORE INSERT ON moderation_decision
    FOR EACH ROW EXECUTE FUNCTION groups_no_friend_judges();

CREATE FUNCTION groups_no_friend_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM moderation_sanction s LEFT JOIN moderation_decision d ON d.id = s.decision_id
        WHERE s.id = NEW.sanction_id
          AND groups_vouched(groups_parties(d.case_id) || s.profile_id, NEW.decided_by_id)
    ) THEN
        RAISE EXCEPTION 'nobody judges whom they let in, or who let them in'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_by_no_friend BEFORE INSERT OR UPDATE OF decided_by_id ON moderation_appeal
    FOR EACH ROW WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION groups_no_friend_answers();
"""

# Break-glass (trust.md R10): two keys, a day at most, and no key turns before the group is told. Times are the
# database's own; each is set once. Nobody holds a key without a duty, or to a group they are part of.
GLASS = """
CREATE FUNCTION groups_holds_key(who uuid, of_group uuid, duty text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM community_role r JOIN groups_group g ON g.id = of_group
        WHERE r.person_id = who AND r.ended_at IS NULL AND r.kind = duty
          AND (duty = 'operator' OR duty = 'manager' AND r.brand_id = g.brand_id)
    ) AND NOT EXISTS (SELECT FROM community_profile WHERE person_id = who AND space = of_group)
$$;

CREATE FUNCTION groups_glass_is_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT groups_holds_key(NEW.asked_by_id, NEW.group_id, 'manager') THEN
        RAISE EXCEPTION 'whoever asks manages the brand and is no part of the group' USING ERRCODE = 'check_violation';
    END IF;
    -- What closed by itself stands in nobody's way.
    UPDATE groups_breakglass SET ended_at = closes_at
    WHERE group_id = NEW.group_id AND asked_by_id = NEW.asked_by_id AND ended_at IS NULL AND closes_at <= now();
    NEW.asked_at := now();
    NEW.closes_at := now() + interval '24 hours';
    NEW.approved_at := NULL;
    NEW.approved_by_id := NULL;
    NEW.approved_role := '';
    NEW.approved_name := '';
    NEW.notice := NULL;
    NEW.opened_at := NULL;
    NEW.ended_at := NULL;
    NEW.ended_by_id := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_glass_is_asked BEFORE INSERT ON groups_breakglass
    FOR EACH ROW EXECUTE FUNCTION groups_glass_is_asked();

CREATE FUNCTION groups_glass_is_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR OLD.closes_at <= now()
        OR NOT groups_holds_key(OLD.asked_by_id, OLD.group_id, 'manager')
        OR NOT groups_holds_key(NEW.approved_by_id, OLD.group_id, NEW.approved_role)
    THEN
        RAISE EXCEPTION 'the second key is not turned like this' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM messaging_roomevent e JOIN messaging_room r ON r.id = e.room_id
        WHERE r.space = NEW.group_id AND r.kind = 'talk' AND e.seq = NEW.notice
          AND e.kind = 'room.update' AND e.data ->> 'what' = 'glass'
    ) THEN
        RAISE EXCEPTION 'the group is told before anybody reads it' USING ERRCODE = 'check_violation';
    END IF;
    NEW.approved_at := now();
    NEW.closes_at := now() + NEW.hours * interval '1 hour';
    RETURN NEW;
END $$;
CREATE TRIGGER groups_glass_is_allowed BEFORE UPDATE ON groups_breakglass FOR EACH ROW
    WHEN (OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL) EXECUTE FUNCTION groups_glass_is_allowed();

CREATE FUNCTION groups_glass_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changing text[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL THEN
            changing := '{approved_at,approved_by_id,approved_role,approved_name,notice,closes_at}';
        ELSIF OLD.opened_at IS NULL AND NEW.opened_at IS NOT NULL
            AND OLD.approved_at IS NOT NULL AND OLD.ended_at IS NULL AND OLD.closes_at > now()
        THEN
            NEW.opened_at := now();
            changing := '{opened_at}';
        ELSIF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL THEN
            NEW.ended_at := LEAST(OLD.closes_at, now());
            NEW.closes_at := NEW.ended_at;
            changing := '{ended_at,ended_by_id,closes_at}';
        ELSIF moderation_lets_go(OLD.asked_by_id, NEW.asked_by_id)
            AND moderation_lets_go(OLD.approved_by_id, NEW.approved_by_id)
            AND moderation_lets_go(OLD.ended_by_id, NEW.ended_by_id)
            AND (NEW.asked_name = OLD.asked_name OR NEW.asked_name = '' AND NEW.asked_by_id IS NULL)
            AND (NEW.approved_name = OLD.approved_name OR NEW.approved_name = '' AND NEW.approved_by_id IS NULL)
        THEN
            changing := '{asked_by_id,asked_name,approved_by_id,approved_name,ended_by_id}';
        ELSE
            changing := '{}';
        END IF;
        IF cardinality(changing) > 0 AND to_jsonb(OLD) - changing = to_jsonb(NEW) - changing THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a reading in an emergency is not rewritten' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_glass_stays BEFORE UPDATE OR DELETE ON groups_breakglass
    FOR EACH ROW EXECUTE FUNCTION groups_glass_stays();
"""


class Migration(migrations.Migration):
    replaces = [("groups", "0015_nights")]
    dependencies = [("groups", "0003_charters_and_the_brand"), ("moderation", "0003_cases_appeals_and_counts")]

    operations = [
        migrations.RunSQL(
            JUDGES,
            "DROP FUNCTION groups_no_friend_judges, groups_no_friend_answers, groups_parties, groups_vouched CASCADE",
        ),
        migrations.RunSQL(
            GLASS,
            "DROP FUNCTION groups_glass_is_asked, groups_glass_is_allowed, groups_glass_stays CASCADE;"
            "DROP FUNCTION groups_holds_key;",
        ),
    ]
