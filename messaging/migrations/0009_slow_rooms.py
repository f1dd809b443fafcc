"""A room in which everybody goes slowly for a while (trust.md R28): kept though the code were wrong."""

from django.db import migrations, models

# For a statement and not for each row: where no room is slow it costs one look at the rooms. A second less than the
# pace: the message bears the time at which its batch began, the policy judges a moment later.
PACE = """
CREATE FUNCTION messaging_room_keeps_its_pace() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh f
        JOIN messaging_room r ON r.id = f.room_id AND r.slow_until > f.created_at
        CROSS JOIN LATERAL (
            SELECT m.created_at FROM messaging_message m
            WHERE m.room_id = f.room_id AND m.actor_id = f.actor_id AND m.seq < f.seq ORDER BY m.seq DESC LIMIT 1
        ) b
        WHERE f.created_at - b.created_at < (r.slow_s - 1) * interval '1 second'
    ) THEN
        RAISE EXCEPTION 'in a room that goes slowly everybody does'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'room_pace';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER room_keeps_its_pace AFTER INSERT ON messaging_message REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_room_keeps_its_pace();
"""
PACE_BACK = """
DROP TRIGGER room_keeps_its_pace ON messaging_message;
DROP FUNCTION messaging_room_keeps_its_pace();
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0008_hidden_and_slow")]

    operations = [
        migrations.AddField("room", "slow_s", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("room", "slow_until", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "room",
            models.CheckConstraint(
                condition=models.Q(("slow_s", None), ("slow_until", None))
                | models.Q(("slow_s__in", [10, 60, 300]), ("slow_until__isnull", False)),
                name="room_slow_whole",
            ),
        ),
        migrations.RunSQL(PACE, PACE_BACK),
    ]
