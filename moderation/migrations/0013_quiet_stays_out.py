"""Who leaves without a name while they are to be quiet does not come back before that is over (trust.md R36)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0012_misuse_judges")]

    operations = [migrations.AddField("ban", "ends_at", models.DateTimeField(null=True))]
