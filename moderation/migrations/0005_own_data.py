"""Taking one's data along and going for good; a consent may lose its person, and nothing else (trust.md R13, R42)."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


LOSES_ITS_PERSON = """
CREATE OR REPLACE FUNCTION moderation_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""
STAYS = """
CREATE OR REPLACE FUNCTION moderation_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a consent is never changed, a later one is written' USING ERRCODE = 'restrict_violation';
END $$;
"""
# Whoever has begun to go is not brought back, and a receipt stays as it was written.
GOES_FOR_GOOD = """
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
GOES_BACK = """
DROP TRIGGER moderation_erasure_goes_on ON moderation_erasure;
DROP FUNCTION moderation_erasure_goes_on();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0004_what_one_can_know'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='consent',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.BinaryField(max_length=32, null=True, unique=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('due_at', models.DateTimeField()),
                ('replayed', models.BooleanField(default=False)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('begun_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('went', models.JSONField(default=dict)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='erasures', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('cancelled_at', None), ('done_at', None)), fields=('person',), name='erasure_one_at_a_time'), models.CheckConstraint(condition=models.Q(('due_at__gte', django.db.models.expressions.CombinedExpression(models.F('asked_at'), '+', models.Value(datetime.timedelta(days=7)))), ('replayed', True), _connector='OR'), name='erasure_seven_days'), models.CheckConstraint(condition=models.Q(('begun_at', None), ('begun_at__gte', models.F('due_at')), _connector='OR'), name='erasure_not_early'), models.CheckConstraint(condition=models.Q(('cancelled_at', None), models.Q(('begun_at', None), ('done_at', None)), _connector='OR'), name='erasure_kept_or_gone'), models.CheckConstraint(condition=models.Q(('done_at', None), models.Q(('begun_at__isnull', False), ('person', None)), _connector='OR'), name='erasure_done_leads_nowhere')],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('held_until', models.DateTimeField(null=True)),
                ('done', models.PositiveSmallIntegerField(default=0)),
                ('parts', models.PositiveSmallIntegerField(default=0)),
                ('size', models.PositiveIntegerField(default=0)),
                ('ready_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('fetched_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person',), name='export_one_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('expires_at', None), ('ready_at', None)), models.Q(('expires_at__isnull', False), ('ready_at__isnull', False)), _connector='OR'), name='export_ready_expires'), models.CheckConstraint(condition=models.Q(('fetched_at', None), models.Q(('ended_at__isnull', False), ('fetched_at__lte', models.F('expires_at'))), _connector='OR'), name='export_fetched_in_time')],
            },
        ),
        migrations.RunSQL(LOSES_ITS_PERSON, STAYS),
        migrations.RunSQL(GOES_FOR_GOOD, GOES_BACK),
    ]
