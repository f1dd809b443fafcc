"""Polls, and what holds of them when the code is wrong."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.db import migrations, models


# What is asked stays as it was asked, and what is over stays over.
STAYS = """
CREATE FUNCTION messaging_poll_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.options, NEW.multiple, NEW.secret, NEW.asked_at, NEW.closes_at)
        IS DISTINCT FROM (OLD.options, OLD.multiple, OLD.secret, OLD.asked_at, OLD.closes_at)
        OR OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at
        OR NEW.box IS DISTINCT FROM OLD.box AND LEAST(OLD.closed_at, OLD.closes_at) <= clock_timestamp()
    THEN
        RAISE EXCEPTION 'a poll stays as it was asked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER poll_stays BEFORE UPDATE ON messaging_poll FOR EACH ROW EXECUTE FUNCTION messaging_poll_stays();
"""
STAYS_BACK = "DROP TRIGGER poll_stays ON messaging_poll; DROP FUNCTION messaging_poll_stays();"

# Until its end alone; what is chosen are its options, each once, and one where one may be chosen.
VOTE = """
CREATE FUNCTION messaging_poll_vote_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE poll messaging_poll;
BEGIN
    SELECT * INTO poll FROM messaging_poll WHERE message_id = NEW.poll_id;
    IF poll.secret
        OR LEAST(poll.closed_at, poll.closes_at) <= clock_timestamp()
        OR cardinality(NEW.choices) < 1
        OR NOT poll.multiple AND cardinality(NEW.choices) > 1
        OR cardinality(NEW.choices) <> (SELECT count(DISTINCT c) FROM unnest(NEW.choices) c)
        OR EXISTS (SELECT FROM unnest(NEW.choices) c WHERE c >= cardinality(poll.options))
    THEN
        RAISE EXCEPTION 'this vote does not fit its poll'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'poll_vote_fits';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER poll_vote_fits BEFORE INSERT OR UPDATE ON messaging_pollvote
    FOR EACH ROW EXECUTE FUNCTION messaging_poll_vote_fits();
"""
VOTE_BACK = "DROP TRIGGER poll_vote_fits ON messaging_pollvote; DROP FUNCTION messaging_poll_vote_fits();"

# Of a secret poll alone, until its end, and once for all.
BALLOT = """
CREATE FUNCTION messaging_poll_ballot_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (
        SELECT FROM messaging_poll
        WHERE message_id = NEW.poll_id AND secret AND LEAST(closed_at, closes_at) > clock_timestamp()
    ) THEN
        RAISE EXCEPTION 'this ballot does not fit its poll'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'poll_ballot_fits';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER poll_ballot_fits BEFORE INSERT OR UPDATE ON messaging_pollballot
    FOR EACH ROW EXECUTE FUNCTION messaging_poll_ballot_fits();
"""
BALLOT_BACK = "DROP TRIGGER poll_ballot_fits ON messaging_pollballot; DROP FUNCTION messaging_poll_ballot_fits();"


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0011_nobody_empties_logs'),
        ('messaging', '0017_direct'),
    ]

    operations = [
        migrations.CreateModel(
            name='Poll',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='poll', serialize=False, to='messaging.message')),
                ('options', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)),
                ('multiple', models.BooleanField(default=False)),
                ('secret', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closes_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('handed', models.PositiveSmallIntegerField(default=0)),
                ('box', models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PollBallot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mark', models.BinaryField(max_length=16)),
            ],
        ),
        migrations.CreateModel(
            name='PollVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choices', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                ('voted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='roomevent',
            name='event_about',
        ),
        migrations.RemoveIndex(
            model_name='roomevent',
            name='event_reacted',
        ),
        migrations.AddIndex(
            model_name='roomevent',
            index=models.Index(condition=models.Q(('kind__in', ['msg.edit', 'react', 'poll'])), fields=['message'], name='event_about'),
        ),
        migrations.AddIndex(
            model_name='roomevent',
            index=models.Index(condition=models.Q(('kind__in', ['react', 'poll'])), fields=['actor'], name='event_reacted'),
        ),
        migrations.AddIndex(
            model_name='poll',
            index=models.Index(condition=models.Q(('closes_at__isnull', False)), fields=['closes_at'], name='poll_closes'),
        ),
        migrations.AddIndex(
            model_name='poll',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['closed_at'], name='poll_closed'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.CheckConstraint(condition=models.Q(('options__len__gte', 2), ('options__len__lte', 10)), name='poll_has_options'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at', None), models.Q(('closes_at__gt', models.F('asked_at')), ('closes_at__lte', django.db.models.expressions.CombinedExpression(models.F('asked_at'), '+', models.Value(datetime.timedelta(days=30))))), _connector='OR'), name='poll_ends_in_time'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('box__isnull', False), ('closes_at__isnull', False), ('secret', True)), models.Q(('box', None), ('handed', 0), ('secret', False)), _connector='OR'), name='poll_secret_has_end_and_box'),
        ),
        migrations.AddField(
            model_name='pollballot',
            name='poll',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='messaging.poll'),
        ),
        migrations.AddField(
            model_name='pollballot',
            name='profile',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile'),
        ),
        migrations.AddField(
            model_name='pollvote',
            name='poll',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='messaging.poll'),
        ),
        migrations.AddField(
            model_name='pollvote',
            name='profile',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile'),
        ),
        migrations.AddConstraint(
            model_name='pollballot',
            constraint=models.UniqueConstraint(fields=('poll', 'profile'), name='poll_ballot_once'),
        ),
        migrations.AddConstraint(
            model_name='pollvote',
            constraint=models.UniqueConstraint(fields=('poll', 'profile'), name='poll_vote_once'),
        ),
        migrations.RunSQL(STAYS, STAYS_BACK),
        migrations.RunSQL(VOTE, VOTE_BACK),
        migrations.RunSQL(BALLOT, BALLOT_BACK),
    ]
