"""The consent ledger cannot be emptied either, and every row names a whole hash and a surface (trust.md R13).

A session that calls itself `snug.truncate = allowed` may empty the table: the tests' own, between two tests.
"""

from django.db import migrations

STAYS = """
CREATE TRIGGER moderation_consent_not_emptied BEFORE TRUNCATE ON moderation_consent
    EXECUTE FUNCTION community_log_only_grows();
ALTER TABLE moderation_consent ADD CONSTRAINT consent_says_what_and_where
    CHECK (octet_length(text_hash) = 32 AND text_version > 0 AND surface <> '');
"""
STAYS_BACK = """
ALTER TABLE moderation_consent DROP CONSTRAINT consent_says_what_and_where;
DROP TRIGGER moderation_consent_not_emptied ON moderation_consent;
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_consents_stay"), ("community", "0002_logs_only_grow")]

    operations = [migrations.RunSQL(STAYS, STAYS_BACK)]
