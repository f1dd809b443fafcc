"""What holds when the code is wrong: sealed words are shredded, never changed (trust.md R31)."""

from django.db import migrations

SEALED = """
CREATE FUNCTION messaging_sealed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sealed words are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER sealed_stays BEFORE UPDATE ON messaging_sealedversion
    FOR EACH ROW EXECUTE FUNCTION messaging_sealed_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0003_edits_and_reactions")]

    operations = [
        migrations.RunSQL(
            SEALED,
            "DROP TRIGGER sealed_stays ON messaging_sealedversion; DROP FUNCTION messaging_sealed_stays();",
        )
    ]
