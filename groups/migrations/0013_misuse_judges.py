"""Of a case about a report the friends of whom the report was about are no judges either (trust.md R33, R38)."""

from django.db import migrations

_OWN = """
        SELECT reporter_id AS profile FROM moderation_report WHERE case_id = judged
        UNION SELECT author_id FROM moderation_case WHERE id = judged AND author_id IS NOT NULL
"""
_REPORTED = """
        UNION SELECT unnest(groups_parties(r.case_id))
        FROM moderation_case c JOIN moderation_report r ON r.id = c.subject
        WHERE c.id = judged AND c.kind = 'report'
"""
_PARTIES = """
CREATE OR REPLACE FUNCTION groups_parties(judged uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(profile) FROM (
{}
    ) parties
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0012_brand_reported"), ("moderation", "0012_misuse_judges")]

    operations = [migrations.RunSQL(_PARTIES.format(_OWN + _REPORTED), _PARTIES.format(_OWN))]
