"""When a captain slowed Talk down, how much and until when (trust.md R28)."""

import datetime
import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

PACES = [(10, "One message in ten seconds"), (60, "One message a minute"), (300, "One message in five minutes")]


class Migration(migrations.Migration):
    dependencies = [("groups", "0010_ages"), ("messaging", "0009_slow_rooms")]

    operations = [
        migrations.CreateModel(
            name="SlowTalk",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("pace_s", models.PositiveSmallIntegerField(choices=PACES)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="community.profile"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.group"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("group",), name="slow_talk_one_at_a_time"
                    ),
                    models.CheckConstraint(condition=models.Q(("pace_s__in", [10, 60, 300])), name="slow_talk_pace"),
                    models.CheckConstraint(
                        condition=models.Q(("until", models.F("created_at") + datetime.timedelta(days=1))),
                        name="slow_talk_a_day",
                    ),
                ],
            },
        ),
    ]
