"""When a captain locked Talk for the night, and until when."""

import datetime
import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0014_whose_words"), ("messaging", "0016_drafts_pins_and_nights")]

    operations = [
        migrations.CreateModel(
            name="NightLock",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__gt", models.F("created_at")),
                            ("until__lte", models.F("created_at") + datetime.timedelta(hours=12)),
                        ),
                        name="night_lock_twelve_hours_at_most",
                    ),
                ],
                "indexes": [models.Index(fields=["group", "until"], name="night_lock_of_group")],
            },
        ),
    ]
