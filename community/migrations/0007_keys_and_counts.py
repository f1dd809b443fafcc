"""Keys under which a profile's sealed things lie: made, lost, never changed. Counts of what the clock let go."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


STAYS = """
CREATE FUNCTION community_profilekey_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a key is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER community_profilekey_stays BEFORE UPDATE ON community_profilekey
    FOR EACH ROW EXECUTE FUNCTION community_profilekey_stays();
"""
STAYS_BACK = """
DROP TRIGGER community_profilekey_stays ON community_profilekey;
DROP FUNCTION community_profilekey_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0006_answers_of_a_space'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProfileKey',
            fields=[
                ('profile', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='community.profile')),
                ('wrapped', models.BinaryField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='LetGo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chore', models.CharField(max_length=60, verbose_name='chore')),
                ('day', models.DateField(verbose_name='day')),
                ('runs', models.PositiveIntegerField(default=0, verbose_name='runs')),
                ('number', models.PositiveBigIntegerField(default=0, verbose_name='let go')),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last run')),
            ],
            options={
                'verbose_name': 'retention',
                'verbose_name_plural': 'retention',
                'constraints': [models.UniqueConstraint(fields=('chore', 'day'), name='let_go_once_a_day')],
            },
        ),
        migrations.RunSQL(STAYS, STAYS_BACK),
    ]
