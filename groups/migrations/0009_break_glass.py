"""Break-glass (trust.md R10): two keys, a day at most, and no key turns before the group is told."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

# Times are the database's own; each is set once. Nobody holds a key without a duty, or to a group they are part of.
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
GLASS_BACK = """
DROP TRIGGER groups_glass_stays ON groups_breakglass;
DROP FUNCTION groups_glass_stays();
DROP TRIGGER groups_glass_is_allowed ON groups_breakglass;
DROP FUNCTION groups_glass_is_allowed();
DROP TRIGGER groups_glass_is_asked ON groups_breakglass;
DROP FUNCTION groups_glass_is_asked();
DROP FUNCTION groups_holds_key(uuid, uuid, text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0008_letting_go'),
        ('messaging', '0008_hidden_and_slow'),
        ('moderation', '0010_letting_go'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BreakGlass',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_name', models.CharField(max_length=40, verbose_name='who reads')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('hours', models.PositiveSmallIntegerField(choices=[(1, 'one hour'), (4, 'four hours'), (24, 'a day')], default=1, verbose_name='for how long')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('approved_role', models.CharField(blank=True, choices=[('manager', 'Manager'), ('operator', 'Operator')], max_length=10)),
                ('approved_name', models.CharField(blank=True, max_length=40, verbose_name='who allows it')),
                ('approved_at', models.DateTimeField(editable=False, null=True)),
                ('notice', models.BigIntegerField(null=True)),
                ('opened_at', models.DateTimeField(editable=False, null=True)),
                ('closes_at', models.DateTimeField(editable=False)),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='glasses', to='groups.group')),
            ],
            options={
                'verbose_name': 'reading in an emergency',
                'verbose_name_plural': 'readings in an emergency',
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by', models.F('asked_by')), _negated=True), name='glass_two_people'), models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='glass_reason_said'), models.CheckConstraint(condition=models.Q(('hours__gte', 1), ('hours__lte', 24)), name='glass_hours'), models.CheckConstraint(condition=models.Q(('closes_at__lte', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Coalesce(models.F('approved_at'), models.F('asked_at')), '+', models.Value(datetime.timedelta(days=1))))), name='glass_a_day_at_most'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('notice', None)), models.Q(('approved_at__isnull', False), ('notice__isnull', False)), _connector='OR'), name='glass_group_is_told'), models.CheckConstraint(condition=models.Q(('opened_at', None), models.Q(('approved_at__isnull', False), ('opened_at__gte', models.F('approved_at'))), _connector='OR'), name='glass_opened_with_both_keys'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('group', 'asked_by'), name='glass_one_at_a_time'), models.UniqueConstraint(fields=('group', 'notice'), name='glass_notice_once')],
            },
        ),
        migrations.RunSQL(GLASS, GLASS_BACK),
    ]
