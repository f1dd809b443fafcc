"""What somebody is writing, on all their devices; what stands at the top of a room; a room that is locked for the night,
kept so though the code were wrong."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# For a statement and not for each row, as a slow room's. A second less: the message bears the time at which its batch
# began, the policy judges a moment later.
NIGHT = """
CREATE FUNCTION messaging_room_keeps_its_night() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh f
        JOIN messaging_room r ON r.id = f.room_id AND r.locked_until > f.created_at + interval '1 second'
        WHERE NOT EXISTS (
            SELECT FROM messaging_participant p
            WHERE p.room_id = f.room_id AND p.profile_id = f.actor_id AND p.voice = 'captain'
        )
    ) THEN
        RAISE EXCEPTION 'in a locked room captains alone speak'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'room_night';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER room_keeps_its_night AFTER INSERT ON messaging_message REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_room_keeps_its_night();
"""
NIGHT_BACK = """
DROP TRIGGER room_keeps_its_night ON messaging_message;
DROP FUNCTION messaging_room_keeps_its_night();
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0015_hushed")]

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
        migrations.CreateModel(
            "Pin",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("pinned_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="community.profile"
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="messaging.message"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pins",
                        to="messaging.room",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("room", "place"), name="pin_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(("place__gte", 1), ("place__lte", 3)), name="pin_three_at_most"
                    ),
                ]
            },
        ),
        migrations.AddField("room", "locked_until", models.DateTimeField(null=True)),
        migrations.RunSQL(NIGHT, NIGHT_BACK),
    ]
