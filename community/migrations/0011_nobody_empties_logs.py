"""No session empties a log by calling itself `snug.truncate = allowed` any more (trust.md R13, R43). All tables that only
grow ask this one function, those of the packages above as well."""

from django.db import migrations

ONLY_GROWS = """
CREATE OR REPLACE FUNCTION community_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
MAY_BE_EMPTIED = """
CREATE OR REPLACE FUNCTION community_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('snug.truncate', true) IS NOT DISTINCT FROM 'allowed' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0010_ages")]

    operations = [migrations.RunSQL(ONLY_GROWS, MAY_BE_EMPTIED)]
