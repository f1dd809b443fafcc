"""Reports, cases, decisions, sanctions, appeals, and what holds of them when the code is wrong (trust.md R30-R38)."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


# A sanction is not committed without its statement of reasons, nor left without it (trust.md R36).
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
CREATE FUNCTION moderation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are not rewritten', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER statement_stays BEFORE UPDATE ON moderation_statement
    FOR EACH ROW EXECUTE FUNCTION moderation_stays();
"""
STATEMENTS_BACK = """
DROP TRIGGER statement_stays ON moderation_statement;
DROP TRIGGER statement_goes_with_sanction ON moderation_statement;
DROP TRIGGER sanction_has_statement ON moderation_sanction;
DROP FUNCTION moderation_sanction_has_statement();
"""

# What was written down stays: evidence, history, what was decided. An account may go, the rest of a row may not change.
HISTORY = """
CREATE TRIGGER case_entry_stays BEFORE UPDATE ON moderation_caseentry FOR EACH ROW
    WHEN (NEW.case_id <> OLD.case_id OR NEW.what <> OLD.what OR NEW.version <> OLD.version
          OR NEW.created_at <> OLD.created_at OR NEW.actor_id IS NOT NULL AND NEW.actor_id IS DISTINCT FROM OLD.actor_id)
    EXECUTE FUNCTION moderation_stays();
CREATE TRIGGER case_entry_not_deleted BEFORE DELETE ON moderation_caseentry
    FOR EACH ROW EXECUTE FUNCTION moderation_stays();
CREATE TRIGGER evidence_stays BEFORE UPDATE ON moderation_evidence FOR EACH ROW EXECUTE FUNCTION moderation_stays();
CREATE TRIGGER decision_stays BEFORE UPDATE ON moderation_decision FOR EACH ROW
    WHEN (NEW.case_id <> OLD.case_id OR NEW.version <> OLD.version OR NEW.reviewer_id <> OLD.reviewer_id
          OR NEW.created_at <> OLD.created_at OR OLD.undone_at IS NOT NULL)
    EXECUTE FUNCTION moderation_stays();
CREATE TRIGGER case_counts_up BEFORE UPDATE ON moderation_case FOR EACH ROW
    WHEN (NEW.version < OLD.version OR NEW.kind <> OLD.kind OR NEW.subject <> OLD.subject)
    EXECUTE FUNCTION moderation_stays();
"""
HISTORY_BACK = """
DROP TRIGGER case_counts_up ON moderation_case;
DROP TRIGGER decision_stays ON moderation_decision;
DROP TRIGGER evidence_stays ON moderation_evidence;
DROP TRIGGER case_entry_not_deleted ON moderation_caseentry;
DROP TRIGGER case_entry_stays ON moderation_caseentry;
DROP FUNCTION moderation_stays();
"""

# No judge in their own cause (R33). Who invited whom is asked by the groups' own trigger.
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
JUDGES_BACK = """
DROP TRIGGER decision_no_own_cause ON moderation_decision;
DROP FUNCTION moderation_no_own_cause();
DROP FUNCTION moderation_is_part_of(uuid, uuid);
"""

# An appeal comes within six months and is decided by somebody else, once (R37).
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
CREATE TRIGGER appeal_by_another BEFORE INSERT OR UPDATE ON moderation_appeal FOR EACH ROW
    WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION moderation_appeal_by_another();
CREATE TRIGGER appeal_stays BEFORE UPDATE ON moderation_appeal FOR EACH ROW
    WHEN (OLD.decided_at IS NOT NULL OR NEW.sanction_id <> OLD.sanction_id OR NEW.created_at <> OLD.created_at)
    EXECUTE FUNCTION moderation_stays();
"""
APPEALS_BACK = """
DROP TRIGGER appeal_stays ON moderation_appeal;
DROP TRIGGER appeal_by_another ON moderation_appeal;
DROP TRIGGER appeal_in_time ON moderation_appeal;
DROP FUNCTION moderation_appeal_by_another();
DROP FUNCTION moderation_appeal_in_time();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0006_answers_of_a_space'),
        ('moderation', '0008_contact_budget'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('seen', 'As it was reported'), ('taken', 'What hiding it took away')], max_length=5)),
                ('edition', models.CharField(max_length=64)),
                ('body', models.BinaryField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name_plural': 'evidence',
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('subject', models.UUIDField()),
                ('edition', models.CharField(max_length=64)),
                ('category', models.CharField(choices=[('unkind', 'Unkind to a person'), ('hate', 'Hateful against a group of people'), ('threat', 'A threat, or somebody in danger'), ('minors', 'A child is not safe'), ('self_harm', 'Somebody may hurt themselves'), ('sexual', 'Sexual, and not wanted here'), ('private', 'Somebody’s private data'), ('posing', 'Poses as somebody else'), ('scam', 'A scam or fraud'), ('spam', 'Advertising or spam'), ('other', 'Something else'), ('misuse', 'A report made to harm')], max_length=10)),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('receipt', models.CharField(max_length=11, unique=True)),
                ('branch', models.UUIDField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('sanction', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='statement', serialize=False, to='moderation.sanction')),
                ('fields', models.JSONField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('fields__has_keys', ['decision_ground', 'incompatible_content_ground', 'incompatible_content_explanation', 'decision_facts', 'category', 'content_type', 'application_date', 'source_type', 'automated_detection', 'automated_decision', 'territorial_scope', 'puid'])), name='statement_whole'),
                ],
            },
        ),
        migrations.AddField(
            model_name='sanction',
            name='brand',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand'),
        ),
        migrations.AddField(
            model_name='sanction',
            name='ends_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='sanction',
            name='seen_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='sanction',
            name='kind',
            field=models.CharField(choices=[('note', 'A friendly word'), ('warning', 'A warning'), ('remove_item', 'Taken out of sight'), ('slow', 'One message in ten minutes'), ('mute', 'Quiet in the conversation'), ('suspend', 'Paused in the group'), ('remove', 'Removed from the group'), ('ban', 'Not let in by this brand again')], max_length=12),
        ),
        migrations.AlterField(
            model_name='sanction',
            name='profile',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sanctions', to='community.profile'),
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', models.CharField(max_length=1000)),
                ('deadline', models.DateTimeField()),
                ('escalated_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('decided_at', models.DateTimeField(null=True)),
                ('overturned', models.BooleanField(null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sanction', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='moderation.sanction')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('overturned', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('overturned__isnull', False)), _connector='OR'), name='appeal_decided_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('subject', models.UUIDField()),
                ('space', models.UUIDField()),
                ('of_brand', models.BooleanField()),
                ('severity', models.PositiveSmallIntegerField(choices=[(1, '1 hour'), (24, '24 hours'), (72, '72 hours'), (168, '7 days')])),
                ('state', models.CharField(choices=[('open', 'Open'), ('decided', 'Decided')], default='open', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('deadline', models.DateTimeField()),
                ('held_at', models.DateTimeField(null=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('decided_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                ('claimed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('kind', 'subject'), name='case_open_once'),
                    models.CheckConstraint(condition=models.Q(('severity__in', [1, 24, 72, 168])), name='case_severity'),
                    models.CheckConstraint(condition=models.Q(models.Q(('claimed_by', None), ('claimed_until', None)), ('claimed_until__isnull', False), _connector='OR'), name='case_claim_whole'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(('decided_at__isnull', False), ('state', 'decided')), _connector='OR'), name='case_decided_said'),
                ],
                'indexes': [
                    models.Index(fields=['space', 'state'], name='case_of_space'),
                    models.Index(fields=['brand', 'state'], name='case_of_brand'),
                    models.Index(condition=models.Q(('state', 'open')), fields=['deadline'], name='case_due'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CaseEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('what', models.CharField(choices=[('reported', 'Reported'), ('held', 'Hidden until decided'), ('claimed', 'Taken by a reviewer'), ('released', 'Handed back'), ('escalated', 'Deadline over: passed on'), ('decided', 'Decided'), ('undone', 'Decision taken back'), ('appealed', 'Appealed'), ('answered', 'Appeal decided')], max_length=9)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='moderation.case')),
            ],
            options={
                'verbose_name_plural': 'case entries',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('role', models.CharField(max_length=10)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('undone_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='moderation.case')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'version'), name='decision_once_a_version'),
                ],
            },
        ),
        migrations.AddField(
            model_name='sanction',
            name='decision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sanctions', to='moderation.decision'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.CheckConstraint(condition=models.Q(('profile__isnull', False), ('kind', 'remove_item'), _connector='OR'), name='sanction_of_somebody'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_at__gt', models.F('created_at')), ('kind__in', ['slow', 'mute', 'suspend'])), models.Q(models.Q(('kind__in', ['slow', 'mute', 'suspend']), _negated=True), ('ends_at', None)), _connector='OR'), name='sanction_ends'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.UniqueConstraint(fields=('decision', 'kind'), name='sanction_once_a_decision'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='moderation.case'),
        ),
        migrations.AddField(
            model_name='report',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='moderation.case'),
        ),
        migrations.AddField(
            model_name='report',
            name='reporter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'seen')), fields=('case', 'edition'), name='evidence_once'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('reporter', 'kind', 'subject', 'edition'), name='report_once'),
        ),
        migrations.RunSQL(STATEMENTS, STATEMENTS_BACK),
        migrations.RunSQL(HISTORY, HISTORY_BACK),
        migrations.RunSQL(JUDGES, JUDGES_BACK),
        migrations.RunSQL(APPEALS, APPEALS_BACK),
    ]
