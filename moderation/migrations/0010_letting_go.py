"""Decisions, answers, rules and contact budgets let go of a person who is erased, and of nobody else (trust.md R42)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Their erasure has begun: the seven days are over, and there is no way back.
GOING = """
CREATE FUNCTION moderation_is_going(who uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM moderation_erasure WHERE person_id = who AND begun_at IS NOT NULL)
$$;
CREATE FUNCTION moderation_lets_go(before uuid, after uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT before IS NOT DISTINCT FROM after OR after IS NULL AND moderation_is_going(before)
$$;
"""
GOING_BACK = """
DROP FUNCTION moderation_lets_go(uuid, uuid);
DROP FUNCTION moderation_is_going(uuid);
"""

# What was decided stays. It may lose its person, and the words said about somebody who is gone.
DECISIONS = """
DROP TRIGGER decision_stays ON moderation_decision;
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
DECISIONS_BACK = """
DROP TRIGGER decision_stays ON moderation_decision;
DROP FUNCTION moderation_decision_stays();
CREATE TRIGGER decision_stays BEFORE UPDATE ON moderation_decision FOR EACH ROW
    WHEN (NEW.case_id <> OLD.case_id OR NEW.version <> OLD.version OR NEW.reviewer_id <> OLD.reviewer_id
          OR NEW.created_at <> OLD.created_at OR OLD.undone_at IS NOT NULL)
    EXECUTE FUNCTION moderation_stays();
"""

# Who decided is asked when it is decided, and not again when words go that others wrote.
APPEALS = """
DROP TRIGGER appeal_stays ON moderation_appeal;
DROP TRIGGER appeal_by_another ON moderation_appeal;
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
CREATE TRIGGER appeal_by_another BEFORE INSERT OR UPDATE OF decided_by_id ON moderation_appeal FOR EACH ROW
    WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION moderation_appeal_by_another();
"""
APPEALS_BACK = """
DROP TRIGGER appeal_by_another ON moderation_appeal;
DROP TRIGGER appeal_stays ON moderation_appeal;
DROP FUNCTION moderation_appeal_stays();
CREATE TRIGGER appeal_by_another BEFORE INSERT OR UPDATE ON moderation_appeal FOR EACH ROW
    WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION moderation_appeal_by_another();
CREATE TRIGGER appeal_stays BEFORE UPDATE ON moderation_appeal FOR EACH ROW
    WHEN (OLD.decided_at IS NOT NULL OR NEW.sanction_id <> OLD.sanction_id OR NEW.created_at <> OLD.created_at)
    EXECUTE FUNCTION moderation_stays();
"""

RULES = """
CREATE OR REPLACE FUNCTION moderation_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
RULES_BACK = """
CREATE OR REPLACE FUNCTION moderation_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.created_at < now() - interval '1 minute' OR NEW.active_at IS NOT NULL AND NEW.action IN ('hold', 'block')
        THEN
            RAISE EXCEPTION 'a rule observes from the moment it is written' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE'
       OR (to_jsonb(OLD) - '{active_at,active_by_id,retired_at,retired_by_id}'::text[])
          <> (to_jsonb(NEW) - '{active_at,active_by_id,retired_at,retired_by_id}'::text[])
       OR OLD.active_at IS NOT NULL AND (OLD.active_at, OLD.active_by_id) IS DISTINCT FROM (NEW.active_at, NEW.active_by_id)
       OR OLD.retired_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'a version of a rule stays as it was written' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

TOUCHES = """
CREATE OR REPLACE FUNCTION moderation_touch_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '7 days' OR moderation_is_going(OLD.person_id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was spent of a contact budget stays spent' USING ERRCODE = 'restrict_violation';
END $$;
"""
TOUCHES_BACK = """
CREATE OR REPLACE FUNCTION moderation_touch_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '7 days' OR NOT EXISTS (
            SELECT FROM community_person WHERE id = OLD.person_id
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was spent of a contact budget stays spent' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0008_brand_rules_version'),
        ('moderation', '0009_cases'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='appeal',
            name='appeal_decided_whole',
        ),
        migrations.RemoveConstraint(
            model_name='rule',
            name='rule_says_who',
        ),
        migrations.AlterField(
            model_name='decision',
            name='reviewer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='rule',
            name='made_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('overturned', None)), models.Q(('decided_at__isnull', False), ('overturned__isnull', False)), _connector='OR'), name='appeal_decided_whole'),
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('active_at__isnull', False), ('active_by', None), _connector='OR'), models.Q(('retired_at__isnull', False), ('retired_by', None), _connector='OR')), name='rule_says_who'),
        ),
        migrations.RunSQL(GOING, GOING_BACK),
        migrations.RunSQL(DECISIONS, DECISIONS_BACK),
        migrations.RunSQL(APPEALS, APPEALS_BACK),
        migrations.RunSQL(RULES, RULES_BACK),
        migrations.RunSQL(TOUCHES, TOUCHES_BACK),
    ]
