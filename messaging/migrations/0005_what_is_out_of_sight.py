"""What is out of sight is not counted as unread; those few messages are found by an index of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0004_options_are_found")]
    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("hidden_at", None), _negated=True), fields=["room", "seq"], name="message_hidden"
            ),
        ),
    ]
