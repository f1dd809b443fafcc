"""Rooms, their log, messages and all that hangs on them. Triggers are in the files after this one."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from community.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("messaging", "0001_initial"),
        ("messaging", "0002_kept_by_the_database"),
        ("messaging", "0003_edits_and_reactions"),
        ("messaging", "0004_sealed_stays_as_it_is"),
        ("messaging", "0005_indexes_that_earn_their_place"),
        ("messaging", "0006_brand_restraint"),
        ("messaging", "0007_held"),
        ("messaging", "0008_hidden_and_slow"),
        ("messaging", "0009_slow_rooms"),
        ("messaging", "0010_bare"),
        ("messaging", "0011_bare_filled"),
        ("messaging", "0012_answers"),
        ("messaging", "0013_mentions"),
        ("messaging", "0014_media"),
        ("messaging", "0015_hushed"),
        ("messaging", "0016_drafts_pins_and_nights"),
    ]
    dependencies = [("community", "0001_tables")]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='SocketTicket',
                fields=[
                    ('token_hash', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('session_key', models.CharField(blank=True, max_length=64)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('expires_at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='LogEpoch',
                fields=[
                    ('id', models.SmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                    ('value', models.UUIDField(default=uuid.uuid4)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='log_epoch_one_row')],
                },
            ),
            migrations.CreateModel(
                name='Room',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                    ('space', models.UUIDField()),
                    ('kind', models.CharField(choices=[('talk', 'Talk'), ('notices', 'Notices'), ('event', 'Event'), ('direct', 'Direct'), ('support', 'Ask the brand')], max_length=8)),
                    ('last_seq', models.BigIntegerField(default=0)),
                    ('shared_from_seq', models.BigIntegerField(null=True)),
                    ('brand_paused_until', models.DateTimeField(null=True)),
                    ('slow_s', models.PositiveSmallIntegerField(null=True)),
                    ('slow_until', models.DateTimeField(null=True)),
                    ('locked_until', models.DateTimeField(null=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['space'], name='messaging_r_space_2bbac4_idx')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('kind__in', ['talk', 'notices'])), fields=('space', 'kind'), name='room_standing_once'), models.CheckConstraint(condition=models.Q(models.Q(('slow_s', None), ('slow_until', None)), models.Q(('slow_s__in', [10, 60, 300]), ('slow_until__isnull', False)), _connector='OR'), name='room_slow_whole')],
                },
            ),
            migrations.CreateModel(
                name='Participant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('room', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='messaging.room')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='community.profile')),
                    ('voice', models.CharField(choices=[('member', 'Member'), ('captain', 'Captain'), ('brand', 'Brand')], default='member', max_length=8)),
                    ('active', models.BooleanField(default=True)),
                    ('visible_from_seq', models.BigIntegerField(default=0)),
                    ('left_seq', models.BigIntegerField(null=True)),
                    ('read_seq', models.BigIntegerField(default=0)),
                    ('told_seq', models.BigIntegerField(default=0)),
                    ('muted_until', models.DateTimeField(null=True)),
                    ('slow_until', models.DateTimeField(null=True)),
                    ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('hushed_at', models.DateTimeField(null=True)),
                    ('hushed_until', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('room', 'profile'), name='participant_once'), models.CheckConstraint(condition=models.Q(models.Q(('active', True), ('left_seq', None)), models.Q(('active', False), ('left_seq__isnull', False)), _connector='OR'), name='participant_left_or_active'), models.CheckConstraint(condition=models.Q(('hushed_until', None), ('hushed_at__isnull', False), _connector='OR'), name='participant_hushed_whole')],
                },
            ),
            migrations.CreateModel(
                name='Direct',
                fields=[
                    ('room', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='direct', serialize=False, to='messaging.room')),
                    ('space', models.UUIDField()),
                    ('low', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('high', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('opened_at', models.DateTimeField(null=True)),
                    ('declined_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('low', 'high'), name='direct_once_for_two'), models.CheckConstraint(condition=models.Q(('low__lt', models.F('high'))), name='direct_in_order'), models.CheckConstraint(condition=models.Q(('asker', models.F('low')), ('asker', models.F('high')), _connector='OR'), name='direct_asked_by_one_of_them'), models.CheckConstraint(condition=models.Q(('opened_at', None), ('declined_at', None), _connector='OR'), name='direct_yes_or_no')],
                },
            ),
            migrations.CreateModel(
                name='DirectOff',
                fields=[
                    ('profile', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='community.profile')),
                    ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ],
            ),
            migrations.CreateModel(
                name='RoomDraft',
                fields=[
                    ('participant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='messaging.participant')),
                    ('words', models.BinaryField()),
                    ('version', models.BigIntegerField()),
                    ('updated_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ],
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('room', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='messaging.room')),
                    ('seq', models.BigIntegerField()),
                    ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='community.profile')),
                    ('body', models.CharField(blank=True, max_length=4000)),
                    ('bare', models.TextField(editable=False, null=True)),
                    ('bare_long', models.TextField(editable=False, null=True)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('edited_at', models.DateTimeField(null=True)),
                    ('deleted_at', models.DateTimeField(null=True)),
                    ('hidden_at', models.DateTimeField(null=True)),
                    ('reply_to', models.BigIntegerField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('reply_to', None), _negated=True), fields=['created_at'], name='message_answering')],
                    'constraints': [models.UniqueConstraint(fields=('room', 'seq'), include=('actor', 'created_at', 'deleted_at', 'bare'), name='message_seq_once'), models.CheckConstraint(condition=models.Q(models.Q(('body', ''), _negated=True), models.Q(('bare', ''), ('bare_long', None)), _connector='OR'), name='message_bare_goes'), models.CheckConstraint(condition=models.Q(('reply_to', None), ('reply_to__lt', models.F('seq')), _connector='OR'), name='message_answers_earlier')],
                },
            ),
            migrations.CreateModel(
                name='RoomEvent',
                fields=[
                    ('pk', models.CompositePrimaryKey('room_id', 'seq', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('room', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='messaging.room')),
                    ('seq', models.BigIntegerField()),
                    ('kind', models.CharField(max_length=16)),
                    ('message', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.message')),
                    ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('of', models.BigIntegerField(null=True)),
                    ('cid', models.UUIDField(null=True)),
                    ('cid_mac', models.BinaryField(max_length=16, null=True)),
                    ('data', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('kind__in', ['msg.edit', 'react', 'poll'])), fields=['message'], name='event_about'), models.Index(condition=models.Q(('kind__in', ['react', 'poll'])), fields=['actor'], name='event_reacted')],
                    'constraints': [models.UniqueConstraint(fields=('room', 'cid', 'actor'), name='event_cid_once')],
                },
            ),
            migrations.CreateModel(
                name='Pending',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('room', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.room')),
                    ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('cid', models.UUIDField()),
                    ('mac', models.BinaryField(max_length=16)),
                    ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='messaging.message')),
                    ('version', models.PositiveIntegerField(null=True)),
                    ('reply_to', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='messaging.message')),
                    ('words', models.BinaryField()),
                    ('rule', models.CharField(max_length=64)),
                    ('spans', models.JSONField(default=list)),
                    ('state', models.CharField(choices=[('held', 'Held'), ('released', 'Released'), ('returned', 'Returned to its author'), ('removed', 'Removed')], default='held', max_length=8)),
                    ('held_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('until', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('seq', models.BigIntegerField(null=True)),
                    ('put_away_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name_plural': 'pending',
                    'indexes': [models.Index(condition=models.Q(('state', 'held')), fields=['until'], name='pending_waiting'), models.Index(condition=models.Q(('state', 'held'), _negated=True), fields=['ended_at'], name='pending_ended')],
                    'constraints': [models.UniqueConstraint(fields=('room', 'actor', 'cid'), name='pending_cid_once'), models.CheckConstraint(condition=models.Q(('until__lte', django.db.models.expressions.CombinedExpression(models.F('held_at'), '+', models.Value(datetime.timedelta(days=1))))), name='pending_waits_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('put_away_at', None), ('state', 'held')), models.Q(models.Q(('state', 'held'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='pending_ended_or_held'), models.CheckConstraint(condition=models.Q(models.Q(('seq__isnull', False), ('state', 'released')), models.Q(models.Q(('state', 'released'), _negated=True), ('seq', None)), _connector='OR'), name='pending_released_has_its_place'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by', None), ('state__in', ['held', 'returned'])), models.Q(('ended_by__isnull', False), models.Q(('ended_by', models.F('actor')), _negated=True)), _connector='OR'), name='pending_decided_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('message', None), ('version', None)), models.Q(('message__isnull', False), ('version__isnull', False)), _connector='OR'), name='pending_edit_knows_its_version')],
                },
            ),
            migrations.CreateModel(
                name='Media',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('room', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.room')),
                    ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('cid', models.UUIDField()),
                    ('kind', models.CharField(choices=[('photo', 'Photo'), ('file', 'File')], max_length=5)),
                    ('message', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='media', to='messaging.message')),
                    ('place', models.PositiveSmallIntegerField(null=True)),
                    ('pending', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='media', to='messaging.pending')),
                    ('width', models.PositiveIntegerField(null=True)),
                    ('height', models.PositiveIntegerField(null=True)),
                    ('blur', models.CharField(blank=True, max_length=1000)),
                    ('alt', models.CharField(blank=True, max_length=500)),
                    ('name', models.CharField(blank=True, max_length=120)),
                    ('bytes', models.PositiveIntegerField()),
                    ('marks', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(max_length=16), default=list, size=None)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('taken_at', models.DateTimeField(null=True)),
                    ('sealed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name_plural': 'media',
                    'indexes': [models.Index(condition=models.Q(('message', None), ('pending', None)), fields=['created_at'], name='media_unsent'), models.Index(condition=models.Q(('taken_at__isnull', False)), fields=['taken_at'], name='media_taken'), models.Index(condition=models.Q(('pending__isnull', False)), fields=['pending'], name='media_held')],
                    'constraints': [models.UniqueConstraint(fields=('room', 'actor', 'cid'), name='media_cid_once'), models.UniqueConstraint(fields=('message', 'place'), name='media_place_once'), models.CheckConstraint(condition=models.Q(models.Q(('message', None), ('pending', None), ('place', None)), models.Q(('message__isnull', False), ('pending', None), ('place__isnull', False), ('place__lt', 10)), models.Q(('message', None), ('pending__isnull', False), ('place__isnull', False), ('place__lt', 10)), _connector='OR'), name='media_sent_has_its_place'), models.CheckConstraint(condition=models.Q(models.Q(('height__gt', 0), ('kind', 'photo'), ('name', ''), ('width__gt', 0)), models.Q(('alt', ''), ('blur', ''), ('height', None), ('kind', 'file'), ('marks', []), ('width', None)), _connector='OR'), name='media_photo_has_its_size')],
                },
            ),
            migrations.CreateModel(
                name='UploadDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('day', models.DateField()),
                    ('bytes', models.BigIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person', 'day'), name='upload_day_once')],
                },
            ),
            migrations.CreateModel(
                name='BlockedPicture',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.brand')),
                    ('mark', models.BinaryField(max_length=16)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('brand', 'mark'), name='blocked_picture_once')],
                },
            ),
            migrations.CreateModel(
                name='Mention',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='messaging.message')),
                    ('what', models.CharField(choices=[('person', 'A person'), ('captain', 'All captains'), ('crew', 'Everybody')], max_length=8)),
                    ('profile', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('start', models.PositiveSmallIntegerField()),
                    ('end', models.PositiveSmallIntegerField()),
                    ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('message', 'start', 'profile'), name='mention_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('what', 'person'), ('profile', None), _connector='OR'), name='mention_of_one_or_of_all'), models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='mention_is_a_place')],
                },
            ),
            migrations.CreateModel(
                name='CrewCall',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('profile', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('message', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='messaging.message')),
                    ('slot', models.PositiveSmallIntegerField()),
                    ('at', models.DateTimeField()),
                    ('until', models.DateTimeField(db_index=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('slot__gte', 1), ('slot__lte', 2)), name='crew_call_slot'), models.CheckConstraint(condition=models.Q(('until__gte', django.db.models.expressions.CombinedExpression(models.F('at'), '+', models.Value(datetime.timedelta(days=1))))), name='crew_call_rests')],
                },
            ),
            migrations.CreateModel(
                name='Pin',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('room', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pins', to='messaging.room')),
                    ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='messaging.message')),
                    ('place', models.PositiveSmallIntegerField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('pinned_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('room', 'place'), name='pin_place_once'), models.CheckConstraint(condition=models.Q(('place__gte', 1), ('place__lte', 3)), name='pin_three_at_most')],
                },
            ),
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
                options={
                    'indexes': [models.Index(condition=models.Q(('closes_at__isnull', False)), fields=['closes_at'], name='poll_closes'), models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['closed_at'], name='poll_closed')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('options__len__gte', 2), ('options__len__lte', 10)), name='poll_has_options'), models.CheckConstraint(condition=models.Q(('closes_at', None), models.Q(('closes_at__gt', models.F('asked_at')), ('closes_at__lte', django.db.models.expressions.CombinedExpression(models.F('asked_at'), '+', models.Value(datetime.timedelta(days=30))))), _connector='OR'), name='poll_ends_in_time'), models.CheckConstraint(condition=models.Q(models.Q(('box__isnull', False), ('closes_at__isnull', False), ('secret', True)), models.Q(('box', None), ('handed', 0), ('secret', False)), _connector='OR'), name='poll_secret_has_end_and_box')],
                },
            ),
            migrations.CreateModel(
                name='PollVote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('poll', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='messaging.poll')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('choices', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                    ('voted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('poll', 'profile'), name='poll_vote_once')],
                },
            ),
            migrations.CreateModel(
                name='PollBallot',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('poll', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='messaging.poll')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('mark', models.BinaryField(max_length=16)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('poll', 'profile'), name='poll_ballot_once')],
                },
            ),
            migrations.CreateModel(
                name='Reaction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='messaging.message')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('emoji', models.CharField(max_length=32)),
                    ('place', models.BigIntegerField()),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('message', 'profile', 'emoji'), name='reaction_once')],
                },
            ),
            migrations.CreateModel(
                name='SealedVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='messaging.message')),
                    ('version', models.PositiveIntegerField()),
                    ('body', models.BinaryField()),
                    ('sealed_at', models.DateTimeField(db_index=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('message', 'version'), name='sealed_version_once')],
                },
            ),
        ]),
    ]
