"""Notifications are found by what they are about, and where in it, each by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0002_logs_keys_and_ages")]
    operations = [
        migrations.AddIndex(
            model_name="dispatch", index=models.Index(fields=["subject", "variant"], name="dispatch_about")
        ),
        migrations.RemoveIndex(model_name="dispatch", name="dispatch_subject"),
    ]
