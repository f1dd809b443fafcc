"""The consent ledger is append-only (trust.md R13): a changed mind is another row."""

from django.db import migrations

STAYS = """
CREATE FUNCTION moderation_consent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a consent is never changed, a later one is written' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER moderation_consent_stays BEFORE UPDATE OR DELETE ON moderation_consent
    FOR EACH ROW EXECUTE FUNCTION moderation_consent_stays();
"""
STAYS_BACK = """
DROP TRIGGER moderation_consent_stays ON moderation_consent;
DROP FUNCTION moderation_consent_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [migrations.RunSQL(STAYS, STAYS_BACK)]
