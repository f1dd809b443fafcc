"""What a brand wrote to people lets go of who wrote it, once they are erased (trust.md R42)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


OUTREACH = """
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
CREATE FUNCTION groups_outreach_by_somebody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'somebody writes to people' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER groups_outreach_by_somebody BEFORE INSERT ON groups_outreach FOR EACH ROW
    WHEN (NEW.made_by_id IS NULL) EXECUTE FUNCTION groups_outreach_by_somebody();
"""
OUTREACH_BACK = """
DROP TRIGGER groups_outreach_by_somebody ON groups_outreach;
DROP FUNCTION groups_outreach_by_somebody();
CREATE OR REPLACE FUNCTION groups_outreach_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.stopped_at IS NULL AND to_jsonb(OLD) - 'stopped_at' = to_jsonb(NEW) - 'stopped_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was written to people is not changed' USING ERRCODE = 'restrict_violation';
END $$;
"""

# Whose friend decided is asked when it is decided, and not again when words go that others wrote.
APPEALS = """
DROP TRIGGER appeal_by_no_friend ON moderation_appeal;
CREATE TRIGGER appeal_by_no_friend BEFORE INSERT OR UPDATE OF decided_by_id ON moderation_appeal
    FOR EACH ROW WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION groups_no_friend_answers();
"""
APPEALS_BACK = """
DROP TRIGGER appeal_by_no_friend ON moderation_appeal;
CREATE TRIGGER appeal_by_no_friend BEFORE INSERT OR UPDATE ON moderation_appeal
    FOR EACH ROW WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION groups_no_friend_answers();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0007_judges'),
        ('moderation', '0010_letting_go'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='outreach',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunSQL(OUTREACH, OUTREACH_BACK),
        migrations.RunSQL(APPEALS, APPEALS_BACK),
    ]
