"""What is told of a group's week in counts: a row is never changed, closed weeks stay closed, and of a brand there is the
sum of what its groups were told and nothing else (trust.md R43).

A session that calls itself `snug.truncate = allowed` may empty the table: the tests' own, between two tests.
"""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models

HOLDS = """
CREATE FUNCTION groups_release_holds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told record;
BEGIN
    PERFORM FROM community_brand WHERE id = NEW.brand_id FOR NO KEY UPDATE;
    IF NEW.week + 7 > (now() AT TIME ZONE 'UTC')::date THEN
        RAISE EXCEPTION 'a week is told when it is over' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.group_id IS NOT NULL THEN
        IF EXISTS (SELECT FROM groups_release
                   WHERE brand_id = NEW.brand_id AND week = NEW.week AND group_id IS NULL) THEN
            RAISE EXCEPTION 'this week is closed' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.brand_id IS DISTINCT FROM (SELECT brand_id FROM groups_group WHERE id = NEW.group_id) THEN
            RAISE EXCEPTION 'this group belongs to another brand' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.withheld = '' THEN
        SELECT sum(active) AS active, sum(messages) AS messages, sum(events) AS events, sum(came) AS came,
               sum(answers) AS answers INTO told FROM groups_release
        WHERE brand_id = NEW.brand_id AND week = NEW.week AND group_id IS NOT NULL AND withheld = '';
        IF (NEW.active, NEW.messages, NEW.events, NEW.came, NEW.answers)
           IS DISTINCT FROM (told.active, told.messages, told.events, told.came, told.answers) THEN
            RAISE EXCEPTION 'of a brand there is the sum of its groups' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_release_holds BEFORE INSERT ON groups_release
    FOR EACH ROW EXECUTE FUNCTION groups_release_holds();
CREATE TRIGGER groups_release_only_grows BEFORE UPDATE OR DELETE ON groups_release
    FOR EACH ROW EXECUTE FUNCTION community_log_only_grows();
CREATE TRIGGER groups_release_stays BEFORE TRUNCATE ON groups_release
    EXECUTE FUNCTION community_log_only_grows();
"""
HOLDS_NO_MORE = """
DROP TRIGGER groups_release_stays ON groups_release;
DROP TRIGGER groups_release_only_grows ON groups_release;
DROP TRIGGER groups_release_holds ON groups_release;
DROP FUNCTION groups_release_holds();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0006_answers_of_a_space'),
        ('groups', '0005_brand_restraint'),
    ]

    operations = [
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('week', models.DateField()),
                ('withheld', models.CharField(blank=True, choices=[('', 'shown'), ('few', 'too few people')], max_length=3)),
                ('active', models.PositiveIntegerField(null=True)),
                ('messages', models.PositiveIntegerField(null=True)),
                ('events', models.PositiveIntegerField(null=True)),
                ('came', models.PositiveIntegerField(null=True)),
                ('answers', models.PositiveIntegerField(null=True)),
                ('released_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='groups.group')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'group', 'week'), name='release_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('week__iso_week_day', 1)), name='release_of_a_week'), models.CheckConstraint(condition=models.Q(models.Q(('active', None), ('answers', None), ('came', None), ('events', None), ('messages', None), ('withheld', 'few')), models.Q(('active__gte', 15), ('answers__isnull', False), ('came__isnull', False), ('events__isnull', False), ('messages__isnull', False), ('withheld', '')), _connector='OR'), name='release_of_enough_or_nothing')],
            },
        ),
        migrations.RunSQL(HOLDS, HOLDS_NO_MORE),
    ]
