"""A message whose words a case has, and a participant who is asked to go slowly; whoever comes into a room is as quiet
there as it was decided about them, whatever the code that lets them in knows of it (trust.md R36)."""

from django.db import migrations, models

QUIET = """
CREATE FUNCTION messaging_participant_keeps_quiet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT max(ends_at) FILTER (WHERE kind IN ('mute', 'suspend')), max(ends_at) FILTER (WHERE kind = 'slow')
    INTO NEW.muted_until, NEW.slow_until FROM moderation_sanction
    WHERE profile_id = NEW.profile_id AND lifted_at IS NULL AND ends_at > now();
    RETURN NEW;
END $$;
CREATE TRIGGER participant_keeps_quiet_new BEFORE INSERT ON messaging_participant
    FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION messaging_participant_keeps_quiet();
CREATE TRIGGER participant_keeps_quiet BEFORE UPDATE OF active ON messaging_participant
    FOR EACH ROW WHEN (NEW.active AND NOT OLD.active) EXECUTE FUNCTION messaging_participant_keeps_quiet();
"""
QUIET_BACK = """
DROP TRIGGER participant_keeps_quiet ON messaging_participant;
DROP TRIGGER participant_keeps_quiet_new ON messaging_participant;
DROP FUNCTION messaging_participant_keeps_quiet();
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0007_held"), ("moderation", "0009_cases")]

    operations = [
        migrations.AddField("message", "hidden_at", models.DateTimeField(null=True)),
        migrations.AddField("participant", "slow_until", models.DateTimeField(null=True)),
        migrations.RunSQL(QUIET, QUIET_BACK),
    ]
