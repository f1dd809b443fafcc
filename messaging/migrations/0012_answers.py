"""A message answers an earlier one of the same room, and of no other: kept though the code were wrong."""

import django.db.models.deletion
from django.db import migrations, models

ANSWER = """
ALTER TABLE messaging_message ADD CONSTRAINT message_answers_in_its_room
    FOREIGN KEY (room_id, reply_to) REFERENCES messaging_message (room_id, seq) DEFERRABLE INITIALLY DEFERRED
"""
ANSWER_BACK = "ALTER TABLE messaging_message DROP CONSTRAINT message_answers_in_its_room"


class Migration(migrations.Migration):
    dependencies = [("messaging", "0011_bare_filled")]

    operations = [
        migrations.AddField("message", "reply_to", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=models.Q(("reply_to", None)) | models.Q(("reply_to__lt", models.F("seq"))),
                name="message_answers_earlier",
            ),
        ),
        migrations.RunSQL(ANSWER, ANSWER_BACK),
        migrations.AddField(
            "pending",
            "reply_to",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="messaging.message",
            ),
        ),
    ]
