"""The access log and the audit log only grow (trust.md R43). In production the database role cannot do otherwise either.

A session that calls itself `snug.truncate = allowed` may empty tables: the tests' own, between two tests.
"""

from django.db import migrations

ONLY_GROWS = """
CREATE FUNCTION community_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('snug.truncate', true) IS NOT DISTINCT FROM 'allowed' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER community_accesslogentry_only_grows BEFORE UPDATE OR DELETE ON community_accesslogentry
    FOR EACH ROW EXECUTE FUNCTION community_log_only_grows();
CREATE TRIGGER community_accesslogentry_stays BEFORE TRUNCATE ON community_accesslogentry
    EXECUTE FUNCTION community_log_only_grows();
CREATE TRIGGER community_auditlogentry_only_grows BEFORE UPDATE OR DELETE ON community_auditlogentry
    FOR EACH ROW EXECUTE FUNCTION community_log_only_grows();
CREATE TRIGGER community_auditlogentry_stays BEFORE TRUNCATE ON community_auditlogentry
    EXECUTE FUNCTION community_log_only_grows();
"""
MAY_SHRINK = """
DROP TRIGGER community_auditlogentry_stays ON community_auditlogentry;
DROP TRIGGER community_auditlogentry_only_grows ON community_auditlogentry;
DROP TRIGGER community_accesslogentry_stays ON community_accesslogentry;
DROP TRIGGER community_accesslogentry_only_grows ON community_accesslogentry;
DROP FUNCTION community_log_only_grows();
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial")]

    operations = [migrations.RunSQL(ONLY_GROWS, MAY_SHRINK)]
