"""What a brand wrote to people, and what it asked about their words, goes out of sight after a report, and comes back
(trust.md R30, R35-R37). Nothing else of it changes, as before."""

from django.db import migrations, models

OUTREACH = """
CREATE OR REPLACE FUNCTION groups_outreach_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.stopped_at IS NULL OR NEW.stopped_at = OLD.stopped_at)
            AND moderation_lets_go(OLD.made_by_id, NEW.made_by_id)
            AND to_jsonb(OLD) - 'stopped_at' - 'made_by_id' - 'hidden_at'
                = to_jsonb(NEW) - 'stopped_at' - 'made_by_id' - 'hidden_at'
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was written to people is not changed' USING ERRCODE = 'restrict_violation';
END $$;
"""
OUTREACH_BACK = """
CREATE OR REPLACE FUNCTION groups_outreach_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.stopped_at IS NULL OR NEW.stopped_at = OLD.stopped_at AND NEW.made_by_id IS NULL)
            AND moderation_lets_go(OLD.made_by_id, NEW.made_by_id)
            AND to_jsonb(OLD) - 'stopped_at' - 'made_by_id' = to_jsonb(NEW) - 'stopped_at' - 'made_by_id'
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was written to people is not changed' USING ERRCODE = 'restrict_violation';
END $$;
"""
REUSE = """
CREATE OR REPLACE FUNCTION groups_reuse_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - 'hidden_at' = to_jsonb(NEW) - 'hidden_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was asked and answered is not changed, a later word is written'
        USING ERRCODE = 'restrict_violation';
END $$;
"""
REUSE_BACK = """
CREATE OR REPLACE FUNCTION groups_reuse_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked and answered is not changed, a later word is written'
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0011_slow_talk")]

    operations = [
        migrations.AddField("outreach", "hidden_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("reuseask", "hidden_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(OUTREACH, OUTREACH_BACK),
        migrations.RunSQL(REUSE, REUSE_BACK),
    ]
