"""What a brand does not want said: written once, observed first, counted (trust.md R23)."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


# A version stays as it was written: it begins to act and it ends, each once. One that was written earlier than now would
# not have observed.
STAYS = """
CREATE FUNCTION moderation_rule_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER moderation_rule_stays BEFORE INSERT OR UPDATE OR DELETE ON moderation_rule
    FOR EACH ROW EXECUTE FUNCTION moderation_rule_stays();
"""
STAYS_BACK = """
DROP TRIGGER moderation_rule_stays ON moderation_rule;
DROP FUNCTION moderation_rule_stays();
"""

# Every process compares this number, which it reads with the brand, to that of the rules it has compiled.
VERSION = """
CREATE FUNCTION moderation_rule_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE community_brand SET rules_version = rules_version + 1 WHERE id = NEW.brand_id;
    RETURN NULL;
END $$;
CREATE TRIGGER moderation_rule_counts AFTER INSERT OR UPDATE ON moderation_rule
    FOR EACH ROW EXECUTE FUNCTION moderation_rule_counts();
"""
VERSION_BACK = """
DROP TRIGGER moderation_rule_counts ON moderation_rule;
DROP FUNCTION moderation_rule_counts();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0008_brand_rules_version'),
        ('moderation', '0006_blocks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('space', models.UUIDField(blank=True, null=True)),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('version', models.PositiveIntegerField(default=1)),
                ('condition', models.CharField(choices=[('terms', 'Words and phrases'), ('pattern', 'A pattern'), ('links', 'Links to domains'), ('mentions', 'Many mentions')], max_length=8, verbose_name='what to look for')),
                ('value', models.TextField(max_length=4000, verbose_name='the words, pattern, domains or number')),
                ('action', models.CharField(choices=[('nudge', 'Ask its author first'), ('redact', 'Take the words out'), ('hold', "Wait for somebody's decision"), ('block', 'Do not let it pass'), ('allow', 'Let newcomers link there, too')], max_length=6, verbose_name='what happens then')),
                ('audience', models.CharField(choices=[('all', 'Everybody'), ('new', 'New members')], default='all', max_length=3, verbose_name='for whom')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('active_at', models.DateTimeField(editable=False, null=True)),
                ('retired_at', models.DateTimeField(editable=False, null=True)),
                ('active_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retired_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', '-version'],
                'constraints': [
                    models.UniqueConstraint(fields=('brand', 'space', 'name', 'version'), name='rule_version_once', nulls_distinct=False),
                    models.UniqueConstraint(condition=models.Q(('active_at__isnull', False), ('retired_at', None)), fields=('brand', 'space', 'name'), name='rule_acts_in_one_version', nulls_distinct=False),
                    models.UniqueConstraint(condition=models.Q(('active_at', None), ('retired_at', None)), fields=('brand', 'space', 'name'), name='rule_observes_in_one_version', nulls_distinct=False),
                    models.CheckConstraint(condition=models.Q(models.Q(('action__in', ['hold', 'block']), _negated=True), ('active_at', None), ('active_at__gte', django.db.models.expressions.CombinedExpression(models.F('created_at'), '+', models.Value(datetime.timedelta(days=1)))), _connector='OR'), name='rule_observes_before_it_stops'),
                    models.CheckConstraint(condition=models.Q(models.Q(('action', 'allow'), _negated=True), ('condition', 'links'), _connector='OR'), name='rule_allows_links_only'),
                    models.CheckConstraint(condition=models.Q(models.Q(models.Q(('active_at', None), ('active_by', None)), models.Q(('active_at__isnull', False), ('active_by__isnull', False)), _connector='OR'), models.Q(models.Q(('retired_at', None), ('retired_by', None)), models.Q(('retired_at__isnull', False), ('retired_by__isnull', False)), _connector='OR')), name='rule_says_who'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RuleHits',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField()),
                ('rule', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='hits', to='moderation.rule')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('rule', 'day'), name='rule_hits_once_a_day'),
                ],
            },
        ),
        migrations.RunSQL(STAYS, STAYS_BACK),
        migrations.RunSQL(VERSION, VERSION_BACK),
    ]
