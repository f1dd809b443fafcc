"""Seats that knock first, the captain's pauses and the members' vote (trust.md R11, R12)."""

import uuid
from datetime import timedelta

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Whoever speaks today was welcomed by a captain: there was no other way.
WELCOMED = "UPDATE groups_brandseat SET welcomed_at = since WHERE state = 'speaking'"

QUIET = """
CREATE FUNCTION groups_quiet_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM groups_brandquiet WHERE group_id = NEW.group_id AND until > now()) THEN
        RAISE EXCEPTION 'the members have asked the brand to step back' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_quiet_is_kept BEFORE INSERT OR UPDATE ON groups_brandseat FOR EACH ROW
    WHEN (NEW.state = 'speaking' AND NEW.ended_at IS NULL) EXECUTE FUNCTION groups_quiet_is_kept();
CREATE FUNCTION groups_quiet_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.until > now() THEN
        RAISE EXCEPTION 'what the members decided is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER groups_quiet_stays BEFORE UPDATE OR DELETE ON groups_brandquiet FOR EACH ROW EXECUTE FUNCTION groups_quiet_stays();
"""
QUIET_BACK = """
DROP TRIGGER groups_quiet_stays ON groups_brandquiet;
DROP FUNCTION groups_quiet_stays();
DROP TRIGGER groups_quiet_is_kept ON groups_brandseat;
DROP FUNCTION groups_quiet_is_kept();
"""

# trust.md R7. What is announced stays as it is and counts by the database's own clock.
OPENING = """
CREATE FUNCTION groups_opening_is_announced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.announced_at := now();
    NEW.opens_at := now() + interval '7 days';
    NEW.taken_back_at := NULL;
    NEW.charter_id := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_opening_is_announced BEFORE INSERT ON groups_charteropening
    FOR EACH ROW EXECUTE FUNCTION groups_opening_is_announced();
CREATE FUNCTION groups_opening_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.taken_back_at IS NULL AND OLD.charter_id IS NULL
            AND to_jsonb(OLD) - 'taken_back_at' - 'charter_id' = to_jsonb(NEW) - 'taken_back_at' - 'charter_id'
            AND (NEW.charter_id IS NULL OR OLD.opens_at <= now())
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was announced of a charter is not changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_opening_stays BEFORE UPDATE OR DELETE ON groups_charteropening
    FOR EACH ROW EXECUTE FUNCTION groups_opening_stays();
CREATE FUNCTION groups_presence(value text) RETURNS int LANGUAGE sql IMMUTABLE AS
    $$ SELECT array_position(ARRAY['none', 'listening', 'speaking'], value) $$;
CREATE FUNCTION groups_charter_ratchet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before groups_charter;
    opened groups_charteropening;
BEGIN
    IF EXISTS (SELECT FROM groups_charter WHERE group_id = NEW.group_id AND version > NEW.version) THEN
        RAISE EXCEPTION 'a charter has no other past' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO before FROM groups_charter WHERE group_id = NEW.group_id AND version < NEW.version
    ORDER BY version DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO opened FROM groups_charteropening
    WHERE group_id = NEW.group_id AND taken_back_at IS NULL AND charter_id IS NULL AND opens_at <= now();
    IF NEW.retention_days <= before.retention_days AND (NEW.history = before.history OR NEW.history = 'from_join')
        AND groups_presence(NEW.brand_presence) <= groups_presence(before.brand_presence)
    THEN
        RETURN NULL;
    END IF;
    IF opened.id IS NULL
        OR NEW.retention_days > GREATEST(before.retention_days, opened.retention_days)
        OR NEW.history = 'shared' AND 'shared' NOT IN (before.history, COALESCE(opened.history, ''))
        OR groups_presence(NEW.brand_presence)
            > GREATEST(groups_presence(before.brand_presence), groups_presence(opened.brand_presence))
    THEN
        RAISE EXCEPTION 'a charter opens further only seven days after everybody was told'
            USING ERRCODE = 'check_violation';
    END IF;
    UPDATE groups_charteropening SET charter_id = NEW.id WHERE id = opened.id;  -- used up, whoever wrote this
    RETURN NULL;
END $$;
CREATE TRIGGER groups_charter_ratchet AFTER INSERT ON groups_charter
    FOR EACH ROW EXECUTE FUNCTION groups_charter_ratchet();
"""
OPENING_BACK = """
DROP TRIGGER groups_charter_ratchet ON groups_charter;
DROP FUNCTION groups_charter_ratchet();
DROP FUNCTION groups_presence(text);
DROP TRIGGER groups_opening_stays ON groups_charteropening;
DROP FUNCTION groups_opening_stays();
DROP TRIGGER groups_opening_is_announced ON groups_charteropening;
DROP FUNCTION groups_opening_is_announced();
"""

# trust.md R6. Asked and answered is written once; an answer is the author's own.
REUSE = """
CREATE FUNCTION groups_reuse_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked and answered is not changed, a later word is written'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_reuse_stays BEFORE UPDATE OR DELETE ON groups_reuseask
    FOR EACH ROW EXECUTE FUNCTION groups_reuse_stays();
CREATE TRIGGER groups_reuse_stays BEFORE UPDATE OR DELETE ON groups_reuseanswer
    FOR EACH ROW EXECUTE FUNCTION groups_reuse_stays();
CREATE FUNCTION groups_reuse_of_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM groups_reuseask WHERE id = NEW.ask_id AND author_id = NEW.by_id) THEN
        RAISE EXCEPTION 'only the author says yes to words being used' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_reuse_of_author BEFORE INSERT ON groups_reuseanswer
    FOR EACH ROW EXECUTE FUNCTION groups_reuse_of_author();
CREATE FUNCTION groups_reuse_of_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM messaging_message m JOIN messaging_room r ON r.id = m.room_id
        WHERE m.id = NEW.item AND m.actor_id = NEW.author_id AND r.space = NEW.group_id
    ) OR EXISTS (SELECT FROM groups_brandseat WHERE profile_id = NEW.author_id AND ended_at IS NULL) THEN
        RAISE EXCEPTION 'a question is about a member''s own message in this group' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_reuse_of_words BEFORE INSERT ON groups_reuseask
    FOR EACH ROW EXECUTE FUNCTION groups_reuse_of_words();
"""
REUSE_BACK = """
DROP TRIGGER groups_reuse_of_words ON groups_reuseask;
DROP FUNCTION groups_reuse_of_words();
DROP TRIGGER groups_reuse_of_author ON groups_reuseanswer;
DROP FUNCTION groups_reuse_of_author();
DROP TRIGGER groups_reuse_stays ON groups_reuseanswer;
DROP TRIGGER groups_reuse_stays ON groups_reuseask;
DROP FUNCTION groups_reuse_stays();
"""

# trust.md R15. Ten minutes by the database's own clock; then it can be stopped, and nothing else.
OUTREACH = """
CREATE FUNCTION groups_outreach_cools() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.made_at := now();
    NEW.leaves_at := now() + interval '10 minutes';
    NEW.stopped_at := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_outreach_cools BEFORE INSERT ON groups_outreach
    FOR EACH ROW EXECUTE FUNCTION groups_outreach_cools();
CREATE FUNCTION groups_outreach_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.stopped_at IS NULL AND to_jsonb(OLD) - 'stopped_at' = to_jsonb(NEW) - 'stopped_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was written to people is not changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER groups_outreach_stays BEFORE UPDATE OR DELETE ON groups_outreach
    FOR EACH ROW EXECUTE FUNCTION groups_outreach_stays();
CREATE FUNCTION groups_outreach_of_brand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM groups_outreach o JOIN groups_group g ON g.brand_id = o.brand_id
        WHERE o.id = NEW.outreach_id AND g.id = NEW.group_id AND o.leaves_at > now()
    ) THEN
        RAISE EXCEPTION 'a brand writes to its own groups, chosen before it leaves' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER groups_outreach_of_brand BEFORE INSERT OR UPDATE ON groups_outreach_groups
    FOR EACH ROW EXECUTE FUNCTION groups_outreach_of_brand();
"""
OUTREACH_BACK = """
DROP TRIGGER groups_outreach_of_brand ON groups_outreach_groups;
DROP FUNCTION groups_outreach_of_brand();
DROP TRIGGER groups_outreach_stays ON groups_outreach;
DROP FUNCTION groups_outreach_stays();
DROP TRIGGER groups_outreach_cools ON groups_outreach;
DROP FUNCTION groups_outreach_cools();
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0004_places_kept_by_the_database"), ("community", "0006_answers_of_a_space"), ("moderation", "0008_contact_budget")]

    operations = [
        migrations.CreateModel(
            name='BrandPause',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until__gt', models.F('created_at')), ('until__lte', models.F('created_at') + timedelta(days=7))), name='brand_pause_a_week_at_most'),
                ],
            },
        ),
        migrations.CreateModel(
            name='BrandQuiet',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('until', models.DateTimeField()),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until', models.F('created_at') + timedelta(days=14))), name='brand_quiet_lasts'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CharterOpening',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('history', models.CharField(choices=[('from_join', 'Newcomers see from the day they joined'), ('shared', 'Newcomers see what was said while this charter held')], max_length=10, null=True)),
                ('retention_days', models.PositiveSmallIntegerField(null=True)),
                ('brand_presence', models.CharField(choices=[('none', 'The brand is not in the room'), ('listening', 'The brand may hold a seat and listen'), ('speaking', 'The brand may speak once the captain has let it in')], max_length=10, null=True)),
                ('announced_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('opens_at', models.DateTimeField(editable=False)),
                ('taken_back_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('opens_at__gte', models.F('announced_at') + timedelta(days=7))), name='charter_opening_seven_days'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Outreach',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('news', 'News from the brand'), ('events', 'Invitations to brand events')], max_length=10, verbose_name='purpose')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('body', models.CharField(max_length=600, verbose_name='words')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('leaves_at', models.DateTimeField(editable=False)),
                ('stopped_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'message to people',
                'verbose_name_plural': 'messages to people',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('leaves_at__gte', models.F('made_at') + timedelta(seconds=600))), name='outreach_cools_off'),
                    models.CheckConstraint(condition=models.Q(('purpose__in', ['news', 'events'])), name='outreach_needs_consent'),
                ],
            },
        ),
        migrations.CreateModel(
            name='QuietVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.BinaryField(max_length=32)),
                ('cast_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='ReuseAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given', models.BooleanField()),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='ReuseAsk',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('message', 'Message')], default='message', max_length=10)),
                ('item', models.UUIDField()),
                ('version', models.PositiveIntegerField()),
                ('purpose', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('kind', 'item'), name='reuse_asked_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Spared',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('consent', 'no consent for this purpose'), ('budget', 'nothing left of their week')], max_length=8)),
                ('number', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'spared',
            },
        ),
        migrations.AddField(
            model_name='brandseat',
            name='heard_from',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='brandseat',
            name='welcomed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='brandseat',
            name='state',
            field=models.CharField(choices=[('knocking', 'Knocking'), ('listening', 'Listening'), ('speaking', 'Speaking'), ('stepped', 'Stepped back')], default='knocking', max_length=10),
        ),
        migrations.AlterField(
            model_name='charter',
            name='brand_presence',
            field=models.CharField(choices=[('none', 'The brand is not in the room'), ('listening', 'The brand may hold a seat and listen'), ('speaking', 'The brand may speak once the captain has let it in')], default='speaking', max_length=10),
        ),
        migrations.RunSQL(WELCOMED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='brandseat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'speaking'), _negated=True), ('welcomed_at__isnull', False), models.Q(('heard_from__isnull', False), ('since__gte', models.F('heard_from') + timedelta(days=7))), _connector='OR'), name='brand_seat_listens_first'),
        ),
        migrations.AddField(
            model_name='brandpause',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile'),
        ),
        migrations.AddField(
            model_name='brandpause',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='groups.group'),
        ),
        migrations.AddField(
            model_name='brandquiet',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quiets', to='groups.group'),
        ),
        migrations.AddField(
            model_name='charteropening',
            name='charter',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opening', to='groups.charter'),
        ),
        migrations.AddField(
            model_name='charteropening',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='groups.group'),
        ),
        migrations.AddField(
            model_name='charteropening',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile'),
        ),
        migrations.AddField(
            model_name='outreach',
            name='brand',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand'),
        ),
        migrations.AddField(
            model_name='outreach',
            name='groups',
            field=models.ManyToManyField(related_name='outreaches', to='groups.group'),
        ),
        migrations.AddField(
            model_name='outreach',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='quietvote',
            name='group',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.group'),
        ),
        migrations.AddField(
            model_name='reuseanswer',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile'),
        ),
        migrations.AddField(
            model_name='reuseask',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile'),
        ),
        migrations.AddField(
            model_name='reuseask',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile'),
        ),
        migrations.AddField(
            model_name='reuseask',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reuse_asks', to='groups.group'),
        ),
        migrations.AddField(
            model_name='reuseanswer',
            name='ask',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='groups.reuseask'),
        ),
        migrations.AddField(
            model_name='spared',
            name='outreach',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='spared', to='groups.outreach'),
        ),
        migrations.AddConstraint(
            model_name='charteropening',
            constraint=models.UniqueConstraint(condition=models.Q(('charter', None), ('taken_back_at', None)), fields=('group',), name='charter_opening_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='charteropening',
            constraint=models.CheckConstraint(condition=models.Q(('taken_back_at', None), ('charter', None), _connector='OR'), name='charter_opening_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='quietvote',
            constraint=models.UniqueConstraint(fields=('group', 'mark'), name='quiet_vote_once'),
        ),
        migrations.AddConstraint(
            model_name='spared',
            constraint=models.UniqueConstraint(fields=('outreach', 'why'), name='outreach_spared_once'),
        ),
        migrations.RunSQL(QUIET, QUIET_BACK),
        migrations.RunSQL(OPENING, OPENING_BACK),
        migrations.RunSQL(REUSE, REUSE_BACK),
        migrations.RunSQL(OUTREACH, OUTREACH_BACK),
    ]
