"""Whom a report was about judges it no more than who wrote it: a case about a report is also theirs (trust.md R33, R38)."""

from django.db import migrations

_OWN = """
    SELECT EXISTS (
        SELECT FROM moderation_report r JOIN community_profile f ON f.id = r.reporter_id
        WHERE r.case_id = judged AND f.person_id = judge
    ) OR EXISTS (
        SELECT FROM moderation_case c JOIN community_profile f ON f.id = c.author_id
        WHERE c.id = judged AND f.person_id = judge
    ) OR EXISTS (
        SELECT FROM moderation_caseentry e WHERE e.case_id = judged AND e.what = 'reported' AND e.actor_id = judge
    ) OR EXISTS (
        SELECT FROM moderation_case c JOIN community_role r ON r.brand_id = c.brand_id
        WHERE c.id = judged AND c.of_brand AND r.person_id = judge AND r.ended_at IS NULL
    )
"""
_REPORTED = """
    OR EXISTS (
        SELECT FROM moderation_case c JOIN moderation_report r ON r.id = c.subject
        WHERE c.id = judged AND c.kind = 'report' AND moderation_is_part_of(r.case_id, judge)
    )
"""
_PART_OF = """
CREATE OR REPLACE FUNCTION moderation_is_part_of(judged uuid, judge uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
{}
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0011_yearly")]

    operations = [migrations.RunSQL(_PART_OF.format(_OWN + _REPORTED), _PART_OF.format(_OWN))]
