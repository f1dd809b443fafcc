"""How old somebody says they are: a band and the day, by the database's own clock, and never changed (trust.md R41)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import community.models.ages

STAYS = """
CREATE FUNCTION community_age_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'what was said of an age is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.said_on := (now() AT TIME ZONE 'UTC')::date;
    RETURN NEW;
END $$;
CREATE TRIGGER community_age_said BEFORE INSERT OR UPDATE ON community_agesaid
    FOR EACH ROW EXECUTE FUNCTION community_age_said();
"""
STAYS_BACK = """
DROP TRIGGER community_age_said ON community_agesaid;
DROP FUNCTION community_age_said();
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0009_chores")]

    operations = [
        migrations.CreateModel(
            name="AgeSaid",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("band", models.PositiveSmallIntegerField(choices=[(16, "16 or older"), (18, "18 or older")])),
                ("said_on", models.DateField(default=community.models.ages.today, editable=False)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "band"), name="age_said_once"),
                    models.CheckConstraint(condition=models.Q(("band__in", [16, 18])), name="age_said_in_bands"),
                ],
            },
        ),
        migrations.RunSQL(STAYS, STAYS_BACK),
    ]
