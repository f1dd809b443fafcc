"""No judge in their own cause: neither whom somebody of it let in, nor who let them in (trust.md R33). Beside the triggers
of moderation, which does not know who invited whom."""

from django.db import migrations

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
CREATE TRIGGER appeal_by_no_friend BEFORE INSERT OR UPDATE ON moderation_appeal
    FOR EACH ROW WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION groups_no_friend_answers();
"""
JUDGES_BACK = """
DROP TRIGGER appeal_by_no_friend ON moderation_appeal;
DROP TRIGGER decision_by_no_friend ON moderation_decision;
DROP FUNCTION groups_no_friend_answers();
DROP FUNCTION groups_no_friend_judges();
DROP FUNCTION groups_parties(uuid);
DROP FUNCTION groups_vouched(uuid[], uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0006_insights"), ("moderation", "0009_cases")]

    operations = [migrations.RunSQL(JUDGES, JUDGES_BACK)]
