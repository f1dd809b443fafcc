"""What the database keeps though the code were wrong: the logs, the keys of sealed things, and ages as they were said.

Gone back, each function takes its triggers along.
"""

from django.db import migrations

# They only grow, and no session empties them (trust.md R43); in production the database role cannot do otherwise
# either. All tables that only grow ask this one function, those of the packages above as well.
LOGS = """
CREATE FUNCTION community_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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

# Keys under which a profile's sealed things lie: made, lost, never changed.
KEYS = """
CREATE FUNCTION community_profilekey_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a key is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER community_profilekey_stays BEFORE UPDATE ON community_profilekey
    FOR EACH ROW EXECUTE FUNCTION community_profilekey_stays();
"""

# A band and the day, by the database's own clock, and never changed (trust.md R41).
AGES = """
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


class Migration(migrations.Migration):
    replaces = [("community", "0011_nobody_empties_logs")]
    dependencies = [("community", "0001_tables")]

    operations = [
        migrations.RunSQL(LOGS, "DROP FUNCTION community_log_only_grows CASCADE"),
        migrations.RunSQL(KEYS, "DROP FUNCTION community_profilekey_stays CASCADE"),
        migrations.RunSQL(AGES, "DROP FUNCTION community_age_said CASCADE"),
    ]
