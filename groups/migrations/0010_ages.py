"""A group's lowest age: said when it is opened, and nobody belongs to it who has not said that they are that old
(trust.md R41). Groups that stand already promised none and keep none."""

from django.db import migrations, models

OF_AGE = """
CREATE FUNCTION groups_lowest_age_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the lowest age of a group stays as it was opened' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_lowest_age_stays BEFORE UPDATE OF lowest_age ON groups_group
    FOR EACH ROW WHEN (NEW.lowest_age <> OLD.lowest_age) EXECUTE FUNCTION groups_lowest_age_stays();
CREATE FUNCTION groups_membership_of_age() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM groups_group g WHERE g.id = NEW.group_id AND (g.lowest_age = 0 OR EXISTS (
            SELECT FROM community_profile f JOIN community_agesaid a ON a.person_id = f.person_id
            WHERE f.id = NEW.profile_id AND a.band >= g.lowest_age
        ))
    ) THEN
        RAISE EXCEPTION 'who belongs has said that they are as old as the group asks' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_membership_of_age BEFORE INSERT OR UPDATE OF group_id, profile_id, ended_at ON groups_membership
    FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION groups_membership_of_age();
"""
OF_AGE_BACK = """
DROP TRIGGER groups_membership_of_age ON groups_membership;
DROP FUNCTION groups_membership_of_age();
DROP TRIGGER groups_lowest_age_stays ON groups_group;
DROP FUNCTION groups_lowest_age_stays();
"""
CHOICES = [(0, "No lowest age"), (16, "16 or older"), (18, "18 or older")]


class Migration(migrations.Migration):
    dependencies = [("groups", "0009_break_glass"), ("community", "0010_ages")]

    operations = [
        migrations.AddField(
            "group",
            "lowest_age",
            models.PositiveSmallIntegerField(choices=CHOICES, default=0, verbose_name="for people of"),
        ),
        migrations.AlterField(
            "group",
            "lowest_age",
            models.PositiveSmallIntegerField(choices=CHOICES, default=16, verbose_name="for people of"),
        ),
        migrations.AddConstraint(
            "group",
            models.CheckConstraint(condition=models.Q(("lowest_age__in", [0, 16, 18])), name="group_lowest_age"),
        ),
        migrations.RunSQL(OF_AGE, OF_AGE_BACK),
    ]
