"""Who is named in words, and the calls to a whole crew: two in any 24 hours, kept though the code were wrong."""

import datetime

import django.db.models.deletion
import django.utils.timezone
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

ONCE = """
ALTER TABLE messaging_crewcall ADD CONSTRAINT crew_call_one_in_a_slot
    EXCLUDE USING gist (profile_id WITH =, slot WITH =, tstzrange(at, until) WITH &&)
"""
ONCE_BACK = "ALTER TABLE messaging_crewcall DROP CONSTRAINT crew_call_one_in_a_slot"
CALLS_A_DAY = 2


class Migration(migrations.Migration):
    dependencies = [("messaging", "0012_answers"), ("community", "0011_nobody_empties_logs")]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[("person", "A person"), ("captain", "All captains"), ("crew", "Everybody")],
                        max_length=8,
                    ),
                ),
                ("start", models.PositiveSmallIntegerField()),
                ("end", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="messaging.message",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="community.profile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("message", "start", "profile"), name="mention_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("what", "person")) | models.Q(("profile", None)),
                        name="mention_of_one_or_of_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="mention_is_a_place"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CrewCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slot", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(db_index=True)),
                (
                    "message",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="messaging.message",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="community.profile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slot__gte", 1), ("slot__lte", CALLS_A_DAY)), name="crew_call_slot"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("at") + datetime.timedelta(hours=24))),
                        name="crew_call_rests",
                    ),
                ],
            },
        ),
        migrations.RunSQL(ONCE, ONCE_BACK),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=models.Q(("reply_to", None), _negated=True), fields=["created_at"], name="message_answering"
            ),
        ),
    ]
