"""What somebody is writing, on all their devices."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0017_hushed")]

    operations = [
        migrations.CreateModel(
            "RoomDraft",
            [
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="messaging.participant",
                    ),
                ),
                ("words", models.BinaryField()),
                ("version", models.BigIntegerField()),
                ("updated_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
    ]
