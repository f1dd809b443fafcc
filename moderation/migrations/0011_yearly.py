"""What is told of a brand's year in counts: of a year that is over, of ten or more, and never changed (trust.md R43).

A session that calls itself `snug.truncate = allowed` may empty the table: the tests' own, between two tests.
"""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

HOLDS = """
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
HOLDS_NO_MORE = """
DROP TRIGGER moderation_yearly_stays ON moderation_yearlyreport;
DROP TRIGGER moderation_yearly_only_grows ON moderation_yearlyreport;
DROP TRIGGER moderation_yearly_holds ON moderation_yearlyreport;
DROP FUNCTION moderation_yearly_holds();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0008_brand_rules_version'),
        ('moderation', '0010_letting_go'),
    ]

    operations = [
        migrations.CreateModel(
            name='YearlyReport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('numbers', models.JSONField()),
                ('released_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='released')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand', verbose_name='brand')),
            ],
            options={
                'verbose_name': 'report of a year',
                'verbose_name_plural': 'reports of the years',
                'ordering': ['-year'],
                'constraints': [models.UniqueConstraint(fields=('brand', 'year'), name='yearly_report_once')],
            },
        ),
        migrations.RunSQL(HOLDS, HOLDS_NO_MORE),
    ]
