"""Held words (realtime.md "Tables"). The table of the first day was never written to: it is made anew."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.db import migrations, models

# What has been decided stays so; words are never changed, only let go; and what is released stands in the log.
DECIDED_ONCE = """
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


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0006_answers_of_a_space'),
        ('messaging', '0006_brand_restraint'),
    ]

    operations = [
        migrations.DeleteModel(name='Pending'),
        migrations.CreateModel(
            name='Pending',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cid', models.UUIDField()),
                ('mac', models.BinaryField(max_length=16)),
                ('version', models.PositiveIntegerField(null=True)),
                ('words', models.BinaryField()),
                ('rule', models.CharField(max_length=64)),
                ('spans', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('held', 'Held'), ('released', 'Released'), ('returned', 'Returned to its author'), ('removed', 'Removed')], default='held', max_length=8)),
                ('held_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('seq', models.BigIntegerField(null=True)),
                ('put_away_at', models.DateTimeField(null=True)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='messaging.message')),
                ('room', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.room')),
            ],
            options={
                'verbose_name_plural': 'pending',
                'indexes': [models.Index(condition=models.Q(('state', 'held')), fields=['until'], name='pending_waiting'), models.Index(condition=models.Q(('state', 'held'), _negated=True), fields=['ended_at'], name='pending_ended')],
                'constraints': [models.UniqueConstraint(fields=('room', 'actor', 'cid'), name='pending_cid_once'), models.CheckConstraint(condition=models.Q(('until__lte', django.db.models.expressions.CombinedExpression(models.F('held_at'), '+', models.Value(datetime.timedelta(days=1))))), name='pending_waits_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('put_away_at', None), ('state', 'held')), models.Q(models.Q(('state', 'held'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='pending_ended_or_held'), models.CheckConstraint(condition=models.Q(models.Q(('seq__isnull', False), ('state', 'released')), models.Q(models.Q(('state', 'released'), _negated=True), ('seq', None)), _connector='OR'), name='pending_released_has_its_place'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by', None), ('state__in', ['held', 'returned'])), models.Q(('ended_by__isnull', False), models.Q(('ended_by', models.F('actor')), _negated=True)), _connector='OR'), name='pending_decided_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('message', None), ('version', None)), models.Q(('message__isnull', False), ('version__isnull', False)), _connector='OR'), name='pending_edit_knows_its_version')],
            },
        ),
        migrations.RunSQL(
            DECIDED_ONCE,
            "DROP TRIGGER pending_decided_once ON messaging_pending; DROP FUNCTION messaging_pending_decided_once();",
        ),
    ]
