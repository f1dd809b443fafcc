"""The consent ledger cannot be emptied either, and every row names a whole hash and a surface (trust.md R13); what the
daily looks at the audit chain found (R43), a table that only grows, too.

A session that calls itself `snug.truncate = allowed` may empty the table: the tests' own, between two tests.
"""

import django.utils.timezone
from django.db import migrations, models

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
CHECKS = """
CREATE TRIGGER moderation_auditcheck_only_grows BEFORE UPDATE OR DELETE ON moderation_auditcheck
    FOR EACH ROW EXECUTE FUNCTION community_log_only_grows();
CREATE TRIGGER moderation_auditcheck_stays BEFORE TRUNCATE ON moderation_auditcheck
    EXECUTE FUNCTION community_log_only_grows();
"""
CHECKS_BACK = """
DROP TRIGGER moderation_auditcheck_stays ON moderation_auditcheck;
DROP TRIGGER moderation_auditcheck_only_grows ON moderation_auditcheck;
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_held"), ("community", "0002_logs_only_grow")]

    operations = [
        migrations.RunSQL(STAYS, STAYS_BACK),
        migrations.CreateModel(
            name="AuditCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="checked")),
                ("seq", models.BigIntegerField(verbose_name="entries")),
                ("mac", models.BinaryField(max_length=32)),
                ("faults", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "look at the audit chain",
                "verbose_name_plural": "the audit chain",
                "constraints": [models.CheckConstraint(condition=models.Q(("seq__gte", 0)), name="audit_check_counts")],
            },
        ),
        migrations.RunSQL(CHECKS, CHECKS_BACK),
    ]
