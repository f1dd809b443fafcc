"""Groups, charters, memberships, events, brand seats. Triggers are in the files after this one."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from community.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("groups", "0001_initial"),
        ("groups", "0002_kept_by_the_database"),
        ("groups", "0003_events"),
        ("groups", "0004_places_kept_by_the_database"),
        ("groups", "0005_brand_restraint"),
        ("groups", "0006_insights"),
        ("groups", "0007_judges"),
        ("groups", "0008_letting_go"),
        ("groups", "0009_break_glass"),
        ("groups", "0010_ages"),
        ("groups", "0011_slow_talk"),
        ("groups", "0012_brand_reported"),
    ]
    dependencies = [("community", "0001_tables"), ("messaging", "0001_tables")]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Group',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='community.brand')),
                    ('name', models.CharField(max_length=40, verbose_name='name')),
                    ('slug', models.SlugField(max_length=60, unique=True)),
                    ('about', models.CharField(blank=True, max_length=280, verbose_name='about')),
                    ('place', models.CharField(blank=True, max_length=60, verbose_name='place')),
                    ('emblem', models.CharField(default='users', max_length=30, verbose_name='emblem')),
                    ('time_zone', models.CharField(default='Europe/Berlin', max_length=64, verbose_name='time zone')),
                    ('size_cap', models.PositiveSmallIntegerField(default=50)),
                    ('active_count', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('lowest_age', models.PositiveSmallIntegerField(choices=[(0, 'No lowest age'), (16, '16 or older'), (18, '18 or older')], default=16, verbose_name='for people of')),
                    ('load_test', models.BooleanField(default=False, editable=False)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('active_count__lte', models.F('size_cap'))), name='group_not_over_cap'), models.CheckConstraint(condition=models.Q(models.Q(('size_cap__gte', 2), ('size_cap__lte', 150)), ('load_test', True), _connector='OR'), name='group_cap_in_bounds'), models.CheckConstraint(condition=models.Q(('lowest_age__in', [0, 16, 18])), name='group_lowest_age'), models.UniqueConstraint(fields=('brand', 'name'), name='group_name_once_per_brand')],
                },
            ),
            migrations.CreateModel(
                name='Charter',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='charters', to='groups.group')),
                    ('version', models.PositiveIntegerField()),
                    ('inviters', models.CharField(choices=[('captain', 'The captain invites'), ('members', 'Every settled member may invite')], default='captain', max_length=8)),
                    ('approval', models.CharField(choices=[('captain', 'The captain says yes to each newcomer'), ('none', 'A valid invite is enough')], default='none', max_length=8)),
                    ('history', models.CharField(choices=[('from_join', 'Newcomers see from the day they joined'), ('shared', 'Newcomers see what was said while this charter held')], default='from_join', max_length=10)),
                    ('retention_days', models.PositiveSmallIntegerField(default=365)),
                    ('size_cap', models.PositiveSmallIntegerField(default=50)),
                    ('brand_presence', models.CharField(choices=[('none', 'The brand is not in the room'), ('listening', 'The brand may hold a seat and listen'), ('speaking', 'The brand may speak once the captain has let it in')], default='speaking', max_length=10)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'ordering': ['group', '-version'],
                    'constraints': [models.UniqueConstraint(fields=('group', 'version'), name='charter_version_once')],
                },
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('title', models.CharField(max_length=80, verbose_name='title')),
                    ('about', models.TextField(blank=True, max_length=1000, verbose_name='about')),
                    ('area', models.CharField(blank=True, max_length=80, verbose_name='area')),
                    ('point', models.CharField(blank=True, max_length=160, verbose_name='meeting point')),
                    ('zone', models.CharField(max_length=64, verbose_name='time zone')),
                    ('minutes', models.PositiveIntegerField(default=60, verbose_name='how long, in minutes')),
                    ('capacity', models.PositiveSmallIntegerField(null=True, verbose_name='places')),
                    ('question', models.CharField(blank=True, max_length=140, verbose_name='a question to who comes')),
                    ('worded_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='groups.group')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('repeats', models.CharField(choices=[('never', 'Once'), ('weekly', 'Every week, or every few'), ('monthly', 'Every month, on the same weekday of it')], default='never', max_length=7)),
                    ('interval', models.PositiveSmallIntegerField(default=1)),
                    ('starts_on', models.DateField()),
                    ('clock', models.TimeField()),
                    ('until', models.DateField(null=True)),
                    ('paces', models.JSONField(default=list)),
                    ('made_until', models.DateField(editable=False, null=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('interval__gte', 1), ('interval__lte', 12)), name='event_interval'), models.CheckConstraint(condition=models.Q(('capacity', None), ('capacity__gte', 1), _connector='OR'), name='event_capacity'), models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 10080)), name='event_minutes')],
                },
            ),
            migrations.CreateModel(
                name='Occurrence',
                fields=[
                    ('title', models.CharField(max_length=80, verbose_name='title')),
                    ('about', models.TextField(blank=True, max_length=1000, verbose_name='about')),
                    ('area', models.CharField(blank=True, max_length=80, verbose_name='area')),
                    ('point', models.CharField(blank=True, max_length=160, verbose_name='meeting point')),
                    ('zone', models.CharField(max_length=64, verbose_name='time zone')),
                    ('minutes', models.PositiveIntegerField(default=60, verbose_name='how long, in minutes')),
                    ('capacity', models.PositiveSmallIntegerField(null=True, verbose_name='places')),
                    ('question', models.CharField(blank=True, max_length=140, verbose_name='a question to who comes')),
                    ('worded_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='occurrences', to='groups.event')),
                    ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='occurrences', to='groups.group')),
                    ('slot', models.DateField(editable=False)),
                    ('day', models.DateField(verbose_name='day')),
                    ('clock', models.TimeField(verbose_name='time')),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('status', models.CharField(choices=[('planned', 'Planned'), ('cancelled', 'Cancelled')], default='planned', max_length=9)),
                    ('reason', models.CharField(blank=True, max_length=140, verbose_name='why it is cancelled')),
                    ('own', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), default=list, size=None)),
                    ('taken', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('sequence', models.PositiveIntegerField(default=0)),
                    ('timed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('room', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.room')),
                    ('room_closed_at', models.DateTimeField(null=True)),
                    ('hostless_since', models.DateTimeField(null=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'verbose_name': 'event',
                    'verbose_name_plural': 'events',
                    'indexes': [models.Index(fields=['group', 'starts_at'], name='occurrence_of_group'), models.Index(condition=models.Q(('status', 'planned')), fields=['starts_at'], name='occurrence_coming')],
                    'constraints': [models.UniqueConstraint(fields=('event', 'slot'), name='occurrence_once_a_slot'), models.CheckConstraint(condition=models.Q(('capacity', None), ('taken__lte', models.F('capacity')), _connector='OR'), name='occurrence_not_over_capacity'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='occurrence_ends_after_start')],
                },
            ),
            migrations.CreateModel(
                name='PaceGroup',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('occurrence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='paces', to='groups.occurrence')),
                    ('name', models.CharField(max_length=40)),
                    ('cap', models.PositiveSmallIntegerField(null=True)),
                    ('leader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='community.profile')),
                    ('place', models.PositiveSmallIntegerField(default=0)),
                    ('taken', models.PositiveSmallIntegerField(default=0, editable=False)),
                ],
                options={
                    'ordering': ['place'],
                    'constraints': [models.UniqueConstraint(fields=('occurrence', 'name'), name='pace_once'), models.CheckConstraint(condition=models.Q(('cap', None), ('taken__lte', models.F('cap')), _connector='OR'), name='pace_not_over_cap')],
                },
            ),
            migrations.CreateModel(
                name='Host',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('occurrence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='hosts', to='groups.occurrence')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosting', to='community.profile')),
                    ('lead', models.BooleanField(default=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('occurrence', 'profile'), name='host_once'), models.UniqueConstraint(condition=models.Q(('lead', True)), fields=('occurrence',), name='host_one_lead')],
                },
            ),
            migrations.CreateModel(
                name='BreakGlass',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='glasses', to='groups.group')),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_name', models.CharField(max_length=40, verbose_name='who reads')),
                    ('reason', models.CharField(max_length=300, verbose_name='reason')),
                    ('hours', models.PositiveSmallIntegerField(choices=[(1, 'one hour'), (4, 'four hours'), (24, 'a day')], default=1, verbose_name='for how long')),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_role', models.CharField(blank=True, choices=[('manager', 'Manager'), ('operator', 'Operator')], max_length=10)),
                    ('approved_name', models.CharField(blank=True, max_length=40, verbose_name='who allows it')),
                    ('approved_at', models.DateTimeField(editable=False, null=True)),
                    ('notice', models.BigIntegerField(null=True)),
                    ('opened_at', models.DateTimeField(editable=False, null=True)),
                    ('closes_at', models.DateTimeField(editable=False)),
                    ('ended_at', models.DateTimeField(editable=False, null=True)),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'reading in an emergency',
                    'verbose_name_plural': 'readings in an emergency',
                    'constraints': [models.CheckConstraint(condition=models.Q(('approved_by', models.F('asked_by')), _negated=True), name='glass_two_people'), models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='glass_reason_said'), models.CheckConstraint(condition=models.Q(('hours__gte', 1), ('hours__lte', 24)), name='glass_hours'), models.CheckConstraint(condition=models.Q(('closes_at__lte', django.db.models.expressions.CombinedExpression(django.db.models.functions.comparison.Coalesce(models.F('approved_at'), models.F('asked_at')), '+', models.Value(datetime.timedelta(days=1))))), name='glass_a_day_at_most'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('notice', None)), models.Q(('approved_at__isnull', False), ('notice__isnull', False)), _connector='OR'), name='glass_group_is_told'), models.CheckConstraint(condition=models.Q(('opened_at', None), models.Q(('approved_at__isnull', False), ('opened_at__gte', models.F('approved_at'))), _connector='OR'), name='glass_opened_with_both_keys'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('group', 'asked_by'), name='glass_one_at_a_time'), models.UniqueConstraint(fields=('group', 'notice'), name='glass_notice_once')],
                },
            ),
            migrations.CreateModel(
                name='Release',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                    ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='groups.group')),
                    ('week', models.DateField()),
                    ('withheld', models.CharField(blank=True, choices=[('', 'shown'), ('few', 'too few people')], max_length=3)),
                    ('active', models.PositiveIntegerField(null=True)),
                    ('messages', models.PositiveIntegerField(null=True)),
                    ('events', models.PositiveIntegerField(null=True)),
                    ('came', models.PositiveIntegerField(null=True)),
                    ('answers', models.PositiveIntegerField(null=True)),
                    ('released_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('brand', 'group', 'week'), name='release_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('week__iso_week_day', 1)), name='release_of_a_week'), models.CheckConstraint(condition=models.Q(models.Q(('active', None), ('answers', None), ('came', None), ('events', None), ('messages', None), ('withheld', 'few')), models.Q(('active__gte', 15), ('answers__isnull', False), ('came__isnull', False), ('events__isnull', False), ('messages__isnull', False), ('withheld', '')), _connector='OR'), name='release_of_enough_or_nothing')],
                },
            ),
            migrations.CreateModel(
                name='Invite',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invites', to='groups.group')),
                    ('token_hash', models.BinaryField(max_length=32, unique=True)),
                    ('inviter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invites', to='community.profile')),
                    ('role', models.CharField(choices=[('member', 'Member'), ('captain', 'Captain')], default='member', max_length=8)),
                    ('vouch', models.CharField(blank=True, max_length=140, verbose_name='a line about them')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='only for this address')),
                    ('uses', models.PositiveSmallIntegerField(default=1)),
                    ('uses_left', models.PositiveSmallIntegerField(default=1)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('expires_at', models.DateTimeField()),
                    ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('uses__gte', 1), ('uses__lte', 10), ('uses_left__lte', models.F('uses'))), name='invite_uses')],
                },
            ),
            migrations.CreateModel(
                name='JoinRequest',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='groups.group')),
                    ('invite', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='groups.invite')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to=settings.AUTH_USER_MODEL)),
                    ('name', models.CharField(max_length=40)),
                    ('charter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.charter')),
                    ('state', models.CharField(choices=[('asked', 'Waiting'), ('admitted', 'Let in'), ('refused', 'Not let in'), ('lapsed', 'Lapsed'), ('withdrawn', 'Withdrawn')], default='asked', max_length=10)),
                    ('consents', models.JSONField(default=list)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('decided_at', models.DateTimeField(editable=False, null=True)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('group', 'person'), name='join_request_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='join_request_decided')],
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='groups.group')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='community.profile')),
                    ('role', models.CharField(choices=[('member', 'Member'), ('captain', 'Captain')], default='member', max_length=8)),
                    ('charter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.charter')),
                    ('request', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='groups.joinrequest')),
                    ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('ended_at', models.DateTimeField(editable=False, null=True)),
                    ('ending', models.CharField(blank=True, choices=[('left', 'Left'), ('removed', 'Removed')], editable=False, max_length=8)),
                    ('words_due', models.CharField(blank=True, choices=[('keep', 'Keep my words with my name'), ('anonymise', 'Keep my words without my name'), ('delete', 'Delete my words')], editable=False, max_length=9)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('group', 'profile'), name='membership_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ending', '')), models.Q(('ended_at__isnull', False), models.Q(('ending', ''), _negated=True)), _connector='OR'), name='membership_ending_said')],
                },
            ),
            migrations.CreateModel(
                name='BrandSeat',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='groups.group')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='community.profile')),
                    ('state', models.CharField(choices=[('knocking', 'Knocking'), ('listening', 'Listening'), ('speaking', 'Speaking'), ('stepped', 'Stepped back')], default='knocking', max_length=10)),
                    ('heard_from', models.DateTimeField(editable=False, null=True)),
                    ('welcomed_at', models.DateTimeField(editable=False, null=True)),
                    ('taken_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('since', models.DateTimeField(default=django.utils.timezone.now)),
                    ('ended_at', models.DateTimeField(editable=False, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('group', 'profile'), name='brand_seat_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'speaking'), _negated=True), ('welcomed_at__isnull', False), models.Q(('heard_from__isnull', False), ('since__gte', django.db.models.expressions.CombinedExpression(models.F('heard_from'), '+', models.Value(datetime.timedelta(days=7))))), _connector='OR'), name='brand_seat_listens_first')],
                },
            ),
            migrations.CreateModel(
                name='CharterOpening',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='groups.group')),
                    ('history', models.CharField(choices=[('from_join', 'Newcomers see from the day they joined'), ('shared', 'Newcomers see what was said while this charter held')], max_length=10, null=True)),
                    ('retention_days', models.PositiveSmallIntegerField(null=True)),
                    ('brand_presence', models.CharField(choices=[('none', 'The brand is not in the room'), ('listening', 'The brand may hold a seat and listen'), ('speaking', 'The brand may speak once the captain has let it in')], max_length=10, null=True)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('announced_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('opens_at', models.DateTimeField(editable=False)),
                    ('taken_back_at', models.DateTimeField(editable=False, null=True)),
                    ('charter', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opening', to='groups.charter')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('charter', None), ('taken_back_at', None)), fields=('group',), name='charter_opening_one_at_a_time'), models.CheckConstraint(condition=models.Q(('opens_at__gte', django.db.models.expressions.CombinedExpression(models.F('announced_at'), '+', models.Value(datetime.timedelta(days=7))))), name='charter_opening_seven_days'), models.CheckConstraint(condition=models.Q(('taken_back_at', None), ('charter', None), _connector='OR'), name='charter_opening_ends_once')],
                },
            ),
            migrations.CreateModel(
                name='Outreach',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                    ('purpose', models.CharField(choices=[('news', 'News from the brand'), ('events', 'Invitations to brand events')], max_length=10, verbose_name='purpose')),
                    ('title', models.CharField(max_length=80, verbose_name='title')),
                    ('body', models.CharField(max_length=600, verbose_name='words')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('leaves_at', models.DateTimeField(editable=False)),
                    ('stopped_at', models.DateTimeField(editable=False, null=True)),
                    ('hidden_at', models.DateTimeField(editable=False, null=True)),
                    ('groups', models.ManyToManyField(related_name='outreaches', to='groups.group')),
                ],
                options={
                    'verbose_name': 'message to people',
                    'verbose_name_plural': 'messages to people',
                    'constraints': [models.CheckConstraint(condition=models.Q(('leaves_at__gte', django.db.models.expressions.CombinedExpression(models.F('made_at'), '+', models.Value(datetime.timedelta(seconds=600))))), name='outreach_cools_off'), models.CheckConstraint(condition=models.Q(('purpose__in', ['news', 'events'])), name='outreach_needs_consent')],
                },
            ),
            migrations.CreateModel(
                name='Spared',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('outreach', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='spared', to='groups.outreach')),
                    ('why', models.CharField(choices=[('consent', 'no consent for this purpose'), ('budget', 'nothing left of their week')], max_length=8)),
                    ('number', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'verbose_name_plural': 'spared',
                    'constraints': [models.UniqueConstraint(fields=('outreach', 'why'), name='outreach_spared_once')],
                },
            ),
            migrations.CreateModel(
                name='BrandPause',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='groups.group')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('until', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(editable=False, null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('created_at')), ('until__lte', django.db.models.expressions.CombinedExpression(models.F('created_at'), '+', models.Value(datetime.timedelta(days=7))))), name='brand_pause_a_week_at_most')],
                },
            ),
            migrations.CreateModel(
                name='SlowTalk',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.group')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('pace_s', models.PositiveSmallIntegerField(choices=[(10, 'One message in ten seconds'), (60, 'One message a minute'), (300, 'One message in five minutes')])),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('until', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(editable=False, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('group',), name='slow_talk_one_at_a_time'), models.CheckConstraint(condition=models.Q(('pace_s__in', [10, 60, 300])), name='slow_talk_pace'), models.CheckConstraint(condition=models.Q(('until', django.db.models.expressions.CombinedExpression(models.F('created_at'), '+', models.Value(datetime.timedelta(days=1))))), name='slow_talk_a_day')],
                },
            ),
            migrations.CreateModel(
                name='NightLock',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.group')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('until', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(editable=False, null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['group', 'until'], name='night_lock_of_group')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('created_at')), ('until__lte', django.db.models.expressions.CombinedExpression(models.F('created_at'), '+', models.Value(datetime.timedelta(seconds=43200))))), name='night_lock_twelve_hours_at_most')],
                },
            ),
            migrations.CreateModel(
                name='QuietVote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='groups.group')),
                    ('mark', models.BinaryField(max_length=32)),
                    ('cast_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('group', 'mark'), name='quiet_vote_once')],
                },
            ),
            migrations.CreateModel(
                name='BrandQuiet',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quiets', to='groups.group')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('until', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('until', django.db.models.expressions.CombinedExpression(models.F('created_at'), '+', models.Value(datetime.timedelta(days=14))))), name='brand_quiet_lasts')],
                },
            ),
            migrations.CreateModel(
                name='ReuseAsk',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reuse_asks', to='groups.group')),
                    ('kind', models.CharField(choices=[('message', 'Message')], default='message', max_length=10)),
                    ('item', models.UUIDField()),
                    ('version', models.PositiveIntegerField()),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('purpose', models.CharField(max_length=200)),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('hidden_at', models.DateTimeField(editable=False, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('kind', 'item'), name='reuse_asked_once')],
                },
            ),
            migrations.CreateModel(
                name='ReuseAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('ask', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='groups.reuseask')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('given', models.BooleanField()),
                    ('said_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
            ),
            migrations.CreateModel(
                name='Rsvp',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('occurrence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rsvps', to='groups.occurrence')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rsvps', to='community.profile')),
                    ('state', models.CharField(choices=[('going', 'Going'), ('offered', 'A place is held'), ('waitlisted', 'On the waitlist'), ('declined', 'Not this time')], max_length=10)),
                    ('pace', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rsvps', to='groups.pacegroup')),
                    ('seen', models.CharField(choices=[('name', 'Everyone in the group'), ('plus_one', 'Counted, without my name'), ('host', 'Only who hosts')], default='name', max_length=8)),
                    ('answer', models.CharField(blank=True, max_length=280)),
                    ('since', models.DateTimeField(default=django.utils.timezone.now)),
                    ('place', models.PositiveIntegerField(null=True)),
                    ('offer_until', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'offered')), fields=['offer_until'], name='rsvp_offers')],
                    'constraints': [models.UniqueConstraint(fields=('occurrence', 'profile'), name='rsvp_once'), models.UniqueConstraint(fields=('occurrence', 'place'), name='rsvp_place_once'), models.CheckConstraint(condition=models.Q(models.Q(('place__isnull', False), ('state__in', ['waitlisted', 'offered'])), models.Q(models.Q(('state__in', ['waitlisted', 'offered']), _negated=True), ('place', None)), _connector='OR'), name='rsvp_waits_in_a_place'), models.CheckConstraint(condition=models.Q(models.Q(('offer_until__isnull', False), ('state', 'offered')), models.Q(models.Q(('state', 'offered'), _negated=True), ('offer_until', None)), _connector='OR'), name='rsvp_offer_ends')],
                },
            ),
            migrations.CreateModel(
                name='RsvpMove',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('occurrence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='groups.occurrence')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('before', models.CharField(blank=True, max_length=10)),
                    ('after', models.CharField(max_length=10)),
                    ('why', models.CharField(choices=[('answered', 'said so'), ('offered', 'a place was offered'), ('taken', 'took the offered place'), ('passed', 'gave the offered place back'), ('lapsed', 'did not answer the offer in time'), ('left_group', 'is no longer in the group'), ('regular', 'comes every time'), ('closed', 'has an account that is closed')], max_length=10)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'indexes': [models.Index(fields=['occurrence', 'at'], name='rsvp_moves')],
                },
            ),
            migrations.CreateModel(
                name='Regular',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='regulars', to='groups.event')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('pace', models.CharField(blank=True, max_length=40)),
                    ('seen', models.CharField(choices=[('name', 'Everyone in the group'), ('plus_one', 'Counted, without my name'), ('host', 'Only who hosts')], default='name', max_length=8)),
                    ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('event', 'profile'), name='regular_once')],
                },
            ),
            migrations.CreateModel(
                name='Attendance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('occurrence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='groups.occurrence')),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attended', to='community.profile')),
                    ('there', models.BooleanField()),
                    ('ticked_at', models.DateTimeField()),
                    ('ticked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('occurrence', 'profile'), name='attendance_once')],
                },
            ),
            migrations.CreateModel(
                name='CalendarFeed',
                fields=[
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='calendar_feed', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('token_hash', models.BinaryField(max_length=32, unique=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('read_at', models.DateTimeField(null=True)),
                ],
            ),
        ]),
    ]
