"""What the database keeps though the code were wrong: cases and their history, statements of reasons, decisions,
appeals (trust.md R30-R38), and what is told in counts (R43).

Gone back, each function takes its triggers along.
"""

from django.db import migrations

# What was written down stays: evidence and history. An account may go, the rest of a row may not change.
HISTORY = """
CREATE FUNCTION moderation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are not rewritten', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER case_entry_stays BEFORE UPDATE ON moderation_caseentry FOR EACH ROW
    WHEN (NEW.case_id <> OLD.case_id OR NEW.what <> OLD.what OR NEW.version <> OLD.version
          OR NEW.created_at <> OLD.created_at
          OR NEW.actor_id IS NOT NULL AND NEW.actor_id IS DISTINCT FROM OLD.actor_id)
    EXECUTE FUNCTION moderation_stays();
CREATE TRIGGER case_entry_not_deleted BEFORE DELETE ON moderation_caseentry
    FOR EACH ROW EXECUTE FUNCTION moderation_stays();
CREATE TRIGGER evidence_stays BEFORE UPDATE ON moderation_evidence FOR EACH ROW EXECUTE FUNCTION moderation_stays();
CREATE TRIGGER case_counts_up BEFORE UPDATE ON moderation_case FOR EACH ROW
    WHEN (NEW.version < OLD.version OR NEW.kind <> OLD.kind OR NEW.subject <> OLD.subject)
    EXECUTE FUNCTION moderation_stays();
"""

# A sanction is not committed without its statement of reasons, nor left without it (trust.md R36). The words somebody
# found for it go with the account they are about (R42).
STATEMENTS = """
CREATE FUNCTION moderation_sanction_has_statement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about uuid;
BEGIN
    IF TG_TABLE_NAME = 'moderation_sanction' THEN about := NEW.id; ELSE about := OLD.sanction_id; END IF;
    IF EXISTS (SELECT FROM moderation_sanction WHERE id = about)
       AND NOT EXISTS (SELECT FROM moderation_statement WHERE sanction_id = about)
    THEN
        RAISE EXCEPTION 'a sanction without its statement of reasons' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sanction_has_statement AFTER INSERT ON moderation_sanction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION moderation_sanction_has_statement();
CREATE CONSTRAINT TRIGGER statement_goes_with_sanction AFTER DELETE ON moderation_statement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION moderation_sanction_has_statement();

CREATE FUNCTION moderation_statement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sanction_id <> OLD.sanction_id OR NEW.created_at <> OLD.created_at
       OR NEW.fields <> OLD.fields || '{"incompatible_content_explanation": "", "decision_facts": ""}'::jsonb
       OR NOT EXISTS (
           SELECT FROM moderation_sanction s JOIN community_profile p ON p.id = s.profile_id
           WHERE s.id = OLD.sanction_id AND moderation_is_going(p.person_id)
       )
    THEN
        RAISE EXCEPTION 'rows of % are not rewritten', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER statement_stays BEFORE UPDATE ON moderation_statement
    FOR EACH ROW EXECUTE FUNCTION moderation_statement_stays();
"""

# What was decided stays. It may lose its person, and the words said about somebody who is gone.
DECISIONS = """
CREATE FUNCTION moderation_decision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.reviewer_id IS NULL THEN
            RAISE EXCEPTION 'somebody decides' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(OLD) - '{reviewer_id,reason,undone_at}'::text[] <> to_jsonb(NEW) - '{reviewer_id,reason,undone_at}'::text[]
       OR NOT moderation_lets_go(OLD.reviewer_id, NEW.reviewer_id)
       OR NEW.reason <> OLD.reason AND NEW.reason <> ''
       OR OLD.undone_at IS NOT NULL AND NEW.undone_at IS DISTINCT FROM OLD.undone_at
    THEN
        RAISE EXCEPTION 'rows of % are not rewritten', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_stays BEFORE INSERT OR UPDATE ON moderation_decision
    FOR EACH ROW EXECUTE FUNCTION moderation_decision_stays();
"""

# No judge in their own cause (trust.md R33); a case about a report is also theirs whom the report was about (R38). Who
# invited whom is asked by the groups' own trigger.
JUDGES = """
CREATE FUNCTION moderation_is_part_of(judged uuid, judge uuid) RETURNS boolean LANGUAGE sql STABLE AS $$

    SELECT EXISTS (
        SELECT FROM moderation_report r JOIN community_profile f ON f.id = r.reporter_id
        WHERE r.case_id = judged AND f.person_id = judge
    ) OR EXISTS (
        SELECT FROM moderation_case c JOIN community_profile f ON f.id = c.author_id
        WHERE c.id = judged AND f.person_id = judge
    ) OR EXISTS (
        SELECT FROM moderation_caseentry e WHERE e.case_id = judged AND e.what = 'reported' AND e.actor_id = judge
    ) OR EXISTS (
        SELECT FROM moderation_case c JOIN community_role r ON r.brand_id = c.brand_id
        WHERE c.id = judged AND c.of_brand AND r.person_id = judge AND r.ended_at IS NULL
    )

    OR EXISTS (
        SELECT FROM moderation_case c JOIN moderation_report r ON r.id = c.subject
        WHERE c.id = judged AND c.kind = 'report' AND moderation_is_part_of(r.case_id, judge)
    )

$$;

CREATE FUNCTION moderation_no_own_cause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF moderation_is_part_of(NEW.case_id, NEW.reviewer_id) THEN
        RAISE EXCEPTION 'nobody judges their own cause' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_no_own_cause BEFORE INSERT ON moderation_decision
    FOR EACH ROW EXECUTE FUNCTION moderation_no_own_cause();
"""

# An appeal comes within six months and is decided by somebody else, once (trust.md R37). Who decided is asked when it
# is decided, and not again when words go that others wrote.
APPEALS = """
CREATE FUNCTION moderation_appeal_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.created_at > (SELECT created_at FROM moderation_sanction WHERE id = NEW.sanction_id) + interval '183 days' THEN
        RAISE EXCEPTION 'an appeal comes within six months' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_in_time BEFORE INSERT ON moderation_appeal
    FOR EACH ROW EXECUTE FUNCTION moderation_appeal_in_time();

CREATE FUNCTION moderation_appeal_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM moderation_sanction s
        LEFT JOIN moderation_decision d ON d.id = s.decision_id
        LEFT JOIN community_profile captain ON captain.id = s.decided_by_id
        LEFT JOIN community_profile subject ON subject.id = s.profile_id
        WHERE s.id = NEW.sanction_id AND (
            NEW.decided_by_id IN (d.reviewer_id, captain.person_id, subject.person_id)
            OR d.case_id IS NOT NULL AND moderation_is_part_of(d.case_id, NEW.decided_by_id)
        )
    ) THEN
        RAISE EXCEPTION 'an appeal is decided by somebody else' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_by_another BEFORE INSERT OR UPDATE OF decided_by_id ON moderation_appeal FOR EACH ROW
    WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION moderation_appeal_by_another();

CREATE FUNCTION moderation_appeal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sanction_id <> OLD.sanction_id OR NEW.created_at <> OLD.created_at
       OR OLD.decided_at IS NULL AND NEW.decided_at IS NOT NULL AND NEW.decided_by_id IS NULL
       OR OLD.decided_at IS NOT NULL AND (
           to_jsonb(OLD) - '{decided_by_id,words,reason}'::text[] <> to_jsonb(NEW) - '{decided_by_id,words,reason}'::text[]
           OR NOT moderation_lets_go(OLD.decided_by_id, NEW.decided_by_id)
           OR NEW.words <> OLD.words AND NEW.words <> ''
           OR NEW.reason <> OLD.reason AND NEW.reason <> ''
       )
    THEN
        RAISE EXCEPTION 'rows of % are not rewritten', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_stays BEFORE UPDATE ON moderation_appeal
    FOR EACH ROW EXECUTE FUNCTION moderation_appeal_stays();
"""

# What the daily looks at the audit chain found only grows; of a brand's year is told when it is over, of ten or more,
# and never otherwise.
COUNTS = """
CREATE TRIGGER moderation_auditcheck_only_grows BEFORE UPDATE OR DELETE ON moderation_auditcheck
    FOR EACH ROW EXECUTE FUNCTION community_log_only_grows();
CREATE TRIGGER moderation_auditcheck_stays BEFORE TRUNCATE ON moderation_auditcheck
    EXECUTE FUNCTION community_log_only_grows();

CREATE FUNCTION moderation_yearly_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF make_date(NEW.year + 1, 1, 1) > (now() AT TIME ZONE 'UTC')::date THEN
        RAISE EXCEPTION 'a year is told when it is over' USING ERRCODE = 'check_violation';
    END IF;
    IF jsonb_path_exists(NEW.numbers, '$.**.number ? (@ < 10)') THEN
        RAISE EXCEPTION 'nothing is told of fewer than ten' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moderation_yearly_holds BEFORE INSERT ON moderation_yearlyreport
    FOR EACH ROW EXECUTE FUNCTION moderation_yearly_holds();
CREATE TRIGGER moderation_yearly_only_grows BEFORE UPDATE OR DELETE ON moderation_yearlyreport
    FOR EACH ROW EXECUTE FUNCTION community_log_only_grows();
CREATE TRIGGER moderation_yearly_stays BEFORE TRUNCATE ON moderation_yearlyreport
    EXECUTE FUNCTION community_log_only_grows();
"""
COUNTS_BACK = """
DROP TRIGGER moderation_yearly_stays ON moderation_yearlyreport;
DROP TRIGGER moderation_yearly_only_grows ON moderation_yearlyreport;
DROP FUNCTION moderation_yearly_holds CASCADE;
DROP TRIGGER moderation_auditcheck_stays ON moderation_auditcheck;
DROP TRIGGER moderation_auditcheck_only_grows ON moderation_auditcheck;
"""


class Migration(migrations.Migration):
    replaces = [("moderation", "0014_statements_let_go")]
    dependencies = [("moderation", "0002_consents_rules_and_blocks")]

    operations = [
        migrations.RunSQL(HISTORY, "DROP FUNCTION moderation_stays CASCADE"),
        migrations.RunSQL(
            STATEMENTS,
            "DROP FUNCTION moderation_sanction_has_statement, moderation_statement_stays CASCADE",
        ),
        migrations.RunSQL(DECISIONS, "DROP FUNCTION moderation_decision_stays CASCADE"),
        migrations.RunSQL(JUDGES, "DROP FUNCTION moderation_no_own_cause, moderation_is_part_of CASCADE"),
        migrations.RunSQL(
            APPEALS,
            "DROP FUNCTION moderation_appeal_in_time, moderation_appeal_by_another, moderation_appeal_stays CASCADE",
        ),
        migrations.RunSQL(COUNTS, COUNTS_BACK),
    ]
