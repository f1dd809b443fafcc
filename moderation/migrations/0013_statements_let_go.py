"""A statement of reasons stays; the words somebody found for it go with the account they are about (trust.md R42)."""

from django.db import migrations


LETS_WORDS_GO = """
DROP TRIGGER statement_stays ON moderation_statement;
CREATE FUNCTION moderation_statement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sanction_id <> OLD.sanction_id OR NEW.created_at <> OLD.created_at
       OR NEW.fields <> OLD.fields || '{"incompatible_content_explanation": "", "decision_facts": ""}'::jsonb
       OR NOT EXISTS (
           SELECT FROM moderation_sanction s JOIN community_profile p ON p.id = s.profile_id
           WHERE s.id = OLD.sanction_id AND moderation_is_going(p.person_id)
       )
    THEN
        RAISE EXCEPTION 'rows of % are not rewritten', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER statement_stays BEFORE UPDATE ON moderation_statement
    FOR EACH ROW EXECUTE FUNCTION moderation_statement_stays();
"""
BACK = """
DROP TRIGGER statement_stays ON moderation_statement;
DROP FUNCTION moderation_statement_stays();
CREATE TRIGGER statement_stays BEFORE UPDATE ON moderation_statement
    FOR EACH ROW EXECUTE FUNCTION moderation_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("moderation", "0012_misuse_judges"),
    ]

    operations = [
        migrations.RunSQL(LETS_WORDS_GO, BACK),
    ]
