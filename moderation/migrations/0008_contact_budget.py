"""The contact budget is kept by the database (trust.md R13, R15)."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# The row of the budget is locked first: of two who spend the last touch at once the second sees the first one's.
BUDGET = """
CREATE FUNCTION moderation_touch_is_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed int;
BEGIN
    SELECT most INTO allowed FROM moderation_contactbudget
    WHERE person_id = NEW.person_id AND brand_id = NEW.brand_id FOR NO KEY UPDATE;
    NEW.at := clock_timestamp();
    IF allowed IS NULL OR allowed <= (
        SELECT count(*) FROM moderation_contacttouch
        WHERE person_id = NEW.person_id AND brand_id = NEW.brand_id AND at > NEW.at - interval '7 days'
    ) THEN
        RAISE EXCEPTION 'nothing is left of this week''s contact budget' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT COALESCE((
        SELECT given FROM moderation_consent
        WHERE person_id = NEW.person_id AND brand_id = NEW.brand_id AND purpose = NEW.purpose
        ORDER BY created_at DESC, id DESC LIMIT 1
    ), false) THEN
        RAISE EXCEPTION 'there is no consent for this purpose' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER touch_is_allowed BEFORE INSERT ON moderation_contacttouch
    FOR EACH ROW EXECUTE FUNCTION moderation_touch_is_allowed();
CREATE FUNCTION moderation_touch_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '7 days' OR NOT EXISTS (
            SELECT FROM community_person WHERE id = OLD.person_id
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was spent of a contact budget stays spent' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER touch_stays BEFORE UPDATE OR DELETE ON moderation_contacttouch
    FOR EACH ROW EXECUTE FUNCTION moderation_touch_stays();
"""
BUDGET_BACK = """
DROP TRIGGER touch_stays ON moderation_contacttouch;
DROP FUNCTION moderation_touch_stays();
DROP TRIGGER touch_is_allowed ON moderation_contacttouch;
DROP FUNCTION moderation_touch_is_allowed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0007_screening_rules"),
        ("community", "0006_answers_of_a_space"),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactBudget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('most', models.PositiveSmallIntegerField(default=2)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.brand')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'brand'), name='contact_budget_once'), models.CheckConstraint(condition=models.Q(('most__gte', 0), ('most__lte', 5)), name='contact_budget_in_bounds')],
            },
        ),
        migrations.CreateModel(
            name='ContactTouch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('service', 'Running the group'), ('news', 'News from the brand'), ('events', 'Invitations to brand events')], max_length=10)),
                ('what', models.UUIDField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'contact touches',
                'indexes': [models.Index(fields=['person', 'brand', '-at'], name='contact_touch_week')],
                'constraints': [models.UniqueConstraint(fields=('person', 'what'), name='contact_touch_once')],
            },
        ),
        migrations.RunSQL(BUDGET, BUDGET_BACK),
    ]
