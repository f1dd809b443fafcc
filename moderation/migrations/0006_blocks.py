"""Blocks (trust.md R39), and what holds of them when the code is wrong."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# Whoever is being anonymised at this moment holds their profile: the lock waits for that and then sees it.
ONE_SPACE = """
CREATE FUNCTION moderation_block_in_one_space() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE known integer;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a block is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM 1 FROM community_profile
    WHERE id IN (NEW.blocker_id, NEW.blocked_id) AND space = NEW.space AND person_id IS NOT NULL
    ORDER BY id FOR KEY SHARE;
    GET DIAGNOSTICS known = ROW_COUNT;
    IF known <> 2 THEN
        RAISE EXCEPTION 'a block is between two people of its space' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER block_in_one_space BEFORE INSERT OR UPDATE ON moderation_block
    FOR EACH ROW EXECUTE FUNCTION moderation_block_in_one_space();
"""
ONE_SPACE_BACK = """
DROP TRIGGER block_in_one_space ON moderation_block;
DROP FUNCTION moderation_block_in_one_space();
"""

# Leaving with "anonymise", and erasure, take the person from the profile: nothing is left that names them as a blocker,
# and of the blocked nothing that could still be folded.
ENDS = """
CREATE FUNCTION moderation_block_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM moderation_block WHERE blocker_id = NEW.id OR blocked_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER block_ends_with_its_people AFTER UPDATE OF person_id ON community_profile
    FOR EACH ROW WHEN (OLD.person_id IS NOT NULL AND NEW.person_id IS NULL) EXECUTE FUNCTION moderation_block_ends();
"""
ENDS_BACK = """
DROP TRIGGER block_ends_with_its_people ON community_profile;
DROP FUNCTION moderation_block_ends();
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0006_answers_of_a_space"), ("moderation", "0005_own_data")]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("space", models.UUIDField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "blocked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="community.profile"
                    ),
                ),
                (
                    "blocker",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="community.profile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("blocker", "blocked"), name="block_once"),
                    models.CheckConstraint(
                        condition=models.Q(("blocker", models.F("blocked")), _negated=True), name="block_not_oneself"
                    ),
                ],
            },
        ),
        migrations.RunSQL(ONE_SPACE, ONE_SPACE_BACK),
        migrations.RunSQL(ENDS, ENDS_BACK),
    ]
