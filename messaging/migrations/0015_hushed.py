"""A room that somebody has muted for themselves (a mute by decision is `muted_until`, and has nothing to do with it), and
what they have marked as unread."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0014_media")]

    operations = [
        migrations.AddField("participant", "hushed_at", models.DateTimeField(null=True)),
        migrations.AddField("participant", "hushed_until", models.DateTimeField(null=True)),
        migrations.AddField("participant", "told_seq", models.BigIntegerField(default=0)),
        migrations.AddConstraint(
            "participant",
            models.CheckConstraint(
                condition=models.Q(("hushed_until", None)) | models.Q(("hushed_at__isnull", False)),
                name="participant_hushed_whole",
            ),
        ),
    ]
