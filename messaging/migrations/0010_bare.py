"""Words as search compares them, beside those as they were typed (see `messaging/bare.py`). Adding them touches no
row; the next migration fills them in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0009_slow_rooms")]

    operations = [
        migrations.AddField("message", "bare", models.TextField(null=True, editable=False)),
        migrations.AddField("message", "bare_long", models.TextField(null=True, editable=False)),
    ]
