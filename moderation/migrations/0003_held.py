# The authors' side of screening: what they object to (trust.md R24).

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0006_answers_of_a_space'),
        ('moderation', '0002_consents_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('space', models.UUIDField(db_index=True)),
                ('ref', models.UUIDField()),
                ('outcome', models.CharField(choices=[('nudge', 'Asked to look again'), ('redact', 'Redacted'), ('hold', 'Held'), ('block', 'Refused')], max_length=6)),
                ('rule', models.CharField(max_length=64)),
                ('spans', models.JSONField(default=list)),
                ('words', models.BinaryField()),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('profile', 'ref'), name='objection_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['nudge', 'redact', 'hold', 'block'])), name='objection_to_an_outcome')],
            },
        ),
    ]
