"""Conversations of two (trust.md R40), and what holds of them when the code is wrong."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# Whose room it is stays as it was made.
TWO = """
CREATE FUNCTION messaging_direct_of_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a direct room keeps its two' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM messaging_room WHERE id = NEW.room_id AND kind = 'direct' AND space = NEW.space)
       OR (SELECT count(*) FROM community_profile WHERE id IN (NEW.low_id, NEW.high_id) AND space = NEW.space) <> 2
    THEN
        RAISE EXCEPTION 'a direct room is between two of its space'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'direct_of_two';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER direct_of_two BEFORE INSERT OR UPDATE OF room_id, space, low_id, high_id ON messaging_direct
    FOR EACH ROW EXECUTE FUNCTION messaging_direct_of_two();
"""
TWO_BACK = "DROP TRIGGER direct_of_two ON messaging_direct; DROP FUNCTION messaging_direct_of_two();"

# Nobody comes in as a third, and nobody speaks for a brand there.
INSIDE = """
CREATE FUNCTION messaging_direct_lets_in_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM messaging_room WHERE id = NEW.room_id AND kind = 'direct') AND (
        NEW.voice = 'brand' OR NOT EXISTS (
            SELECT FROM messaging_direct WHERE room_id = NEW.room_id AND NEW.profile_id IN (low_id, high_id)
        )
    ) THEN
        RAISE EXCEPTION 'in a direct room are its two, and no brand'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'direct_lets_in_two';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER direct_lets_in_two BEFORE INSERT OR UPDATE OF voice, profile_id, room_id ON messaging_participant
    FOR EACH ROW EXECUTE FUNCTION messaging_direct_lets_in_two();
"""
INSIDE_BACK = "DROP TRIGGER direct_lets_in_two ON messaging_participant; DROP FUNCTION messaging_direct_lets_in_two();"

# Before a yes: one message, the asker's. For a statement and not for each row, as with a room's pace.
YES = """
CREATE FUNCTION messaging_direct_waits_for_a_yes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh f JOIN messaging_direct d ON d.room_id = f.room_id AND d.opened_at IS NULL
        WHERE f.actor_id IS DISTINCT FROM d.asker_id OR EXISTS (
            SELECT FROM messaging_message m
            WHERE m.room_id = f.room_id AND m.actor_id = d.asker_id AND m.id <> f.id AND m.created_at >= d.asked_at
        )
    ) THEN
        RAISE EXCEPTION 'a direct room holds one message until it is answered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'direct_waits_for_a_yes';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER direct_waits_for_a_yes AFTER INSERT ON messaging_message REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_direct_waits_for_a_yes();
"""
YES_BACK = """
DROP TRIGGER direct_waits_for_a_yes ON messaging_message;
DROP FUNCTION messaging_direct_waits_for_a_yes();
"""
_PROFILE = "community.profile"
_PROTECT = django.db.models.deletion.PROTECT



class Migration(migrations.Migration):
    dependencies = [("community", "0011_nobody_empties_logs"), ("messaging", "0016_drafts_pins_and_nights")]

    operations = [
        migrations.CreateModel(
            name="DirectOff",
            fields=[
                (
                    "profile",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=_PROFILE,
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Direct",
            fields=[
                (
                    "room",
                    models.OneToOneField(
                        on_delete=_PROTECT,
                        primary_key=True,
                        related_name="direct",
                        serialize=False,
                        to="messaging.room",
                    ),
                ),
                ("space", models.UUIDField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("opened_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("asker", models.ForeignKey(on_delete=_PROTECT, related_name="+", to=_PROFILE)),
                ("high", models.ForeignKey(on_delete=_PROTECT, related_name="+", to=_PROFILE)),
                ("low", models.ForeignKey(db_index=False, on_delete=_PROTECT, related_name="+", to=_PROFILE)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("low", "high"), name="direct_once_for_two"),
                    models.CheckConstraint(
                        condition=models.Q(("low__lt", models.F("high"))), name="direct_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asker", models.F("low")), ("asker", models.F("high")), _connector="OR"),
                        name="direct_asked_by_one_of_them",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("opened_at", None), ("declined_at", None), _connector="OR"),
                        name="direct_yes_or_no",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TWO, TWO_BACK),
        migrations.RunSQL(INSIDE, INSIDE_BACK),
        migrations.RunSQL(YES, YES_BACK),
    ]
