"""The ground: people, profiles, brands, sign-in, what is to reach whom. Triggers are in the files after this one."""

import community.models.ages
import community.models.notifications
import datetime
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from community.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("community", "0001_initial"),
        ("community", "0002_logs_only_grow"),
        ("community", "0003_brand_logo"),
        ("community", "0004_reaching_people"),
        ("community", "0005_what_is_unread"),
        ("community", "0006_answers_of_a_space"),
        ("community", "0007_keys_and_counts"),
        ("community", "0008_brand_rules_version"),
        ("community", "0009_chores"),
        ("community", "0010_ages"),
    ]
    dependencies = []

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Brand',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                    ('slug', models.SlugField(max_length=40, unique=True)),
                    ('colour', models.CharField(default='#0e6b4f', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}\\Z', 'A colour looks like #0e6b4f.')], verbose_name='colour')),
                    ('logo_mark', models.CharField(blank=True, editable=False, max_length=16)),
                    ('group_word', models.CharField(choices=[('group', 'group'), ('crew', 'crew'), ('circle', 'circle'), ('club', 'club')], default='group', max_length=8, verbose_name='word for a group')),
                    ('data_contact', models.EmailField(max_length=254, verbose_name='data-protection contact')),
                    ('rules_version', models.PositiveIntegerField(default=0, editable=False)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
            ),
            migrations.CreateModel(
                name='BrandLogo',
                fields=[
                    ('brand', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='logo', serialize=False, to='community.brand')),
                    ('png', models.BinaryField()),
                ],
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                    ('language', models.CharField(default='en', max_length=8)),
                    ('time_zone', models.CharField(default='UTC', max_length=64)),
                    ('is_active', models.BooleanField(default=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'verbose_name_plural': 'people',
                    'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='person_email_lower')],
                },
            ),
            migrations.CreateModel(
                name='Profile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='profiles', to=settings.AUTH_USER_MODEL)),
                    ('space', models.UUIDField()),
                    ('name', models.CharField(max_length=40, verbose_name='name')),
                    ('bio', models.CharField(blank=True, max_length=160, verbose_name='about you')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['space'], name='community_p_space_6d60ce_idx')],
                    'constraints': [models.UniqueConstraint(fields=('person', 'space'), name='profile_once_per_space')],
                },
            ),
            migrations.CreateModel(
                name='Role',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to=settings.AUTH_USER_MODEL)),
                    ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='community.brand')),
                    ('kind', models.CharField(choices=[('operator', 'Operator'), ('manager', 'Manager'), ('reviewer', 'Reviewer'), ('voice', 'Voice')], max_length=10)),
                    ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('ended_at', models.DateTimeField(editable=False, null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('brand', None), ('kind', 'operator')), models.Q(models.Q(('kind', 'operator'), _negated=True), ('brand__isnull', False)), _connector='OR'), name='role_operator_has_no_brand'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person', 'brand', 'kind'), name='role_once', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='StaffInvite',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='staff_invites', to='community.brand')),
                    ('kind', models.CharField(choices=[('operator', 'Operator'), ('manager', 'Manager'), ('reviewer', 'Reviewer'), ('voice', 'Voice')], max_length=10)),
                    ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                    ('token_hash', models.BinaryField(max_length=32, unique=True)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('expires_at', models.DateTimeField()),
                    ('accepted_at', models.DateTimeField(editable=False, null=True)),
                    ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('brand', None), ('kind', 'operator')), models.Q(models.Q(('kind', 'operator'), _negated=True), ('brand__isnull', False)), _connector='OR'), name='staff_invite_operator_has_no_brand')],
                },
            ),
            migrations.CreateModel(
                name='AgeSaid',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ages', to=settings.AUTH_USER_MODEL)),
                    ('band', models.PositiveSmallIntegerField(choices=[(16, '16 or older'), (18, '18 or older')])),
                    ('said_on', models.DateField(default=community.models.ages.today, editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person', 'band'), name='age_said_once'), models.CheckConstraint(condition=models.Q(('band__in', [16, 18])), name='age_said_in_bands')],
                },
            ),
            migrations.CreateModel(
                name='AccessLogEntry',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('subject', models.UUIDField()),
                    ('viewer', models.UUIDField()),
                    ('role', models.CharField(max_length=20)),
                    ('reason', models.CharField(max_length=500)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['subject', '-created_at'], name='community_a_subject_ddd29a_idx')],
                },
            ),
            migrations.CreateModel(
                name='AuditLogEntry',
                fields=[
                    ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('actor', models.UUIDField(null=True)),
                    ('verb', models.CharField(max_length=60)),
                    ('brand', models.UUIDField(null=True)),
                    ('subject', models.UUIDField(null=True)),
                    ('data', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField()),
                    ('mac', models.BinaryField(max_length=32)),
                ],
            ),
            migrations.CreateModel(
                name='IdempotencyKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('space', models.UUIDField(null=True)),
                    ('key_mac', models.BinaryField(max_length=32)),
                    ('fingerprint', models.BinaryField(max_length=32)),
                    ('status', models.SmallIntegerField(null=True)),
                    ('answer', models.BinaryField(null=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['created_at'], name='idempotency_key_age')],
                    'constraints': [models.UniqueConstraint(fields=('person', 'key_mac'), name='idempotency_key_once')],
                },
            ),
            migrations.CreateModel(
                name='ProfileKey',
                fields=[
                    ('profile', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='community.profile')),
                    ('wrapped', models.BinaryField()),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
            ),
            migrations.CreateModel(
                name='Dispatch',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=40)),
                    ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='dispatches', to=settings.AUTH_USER_MODEL)),
                    ('address', models.EmailField(blank=True, max_length=254)),
                    ('channel', models.CharField(choices=[('app', 'In Snug'), ('push', 'Push'), ('mail', 'Mail')], max_length=4)),
                    ('subject', models.UUIDField()),
                    ('variant', models.BigIntegerField(default=0)),
                    ('moment', models.DateTimeField(null=True)),
                    ('space', models.UUIDField(null=True)),
                    ('data', models.JSONField(default=dict)),
                    ('due_at', models.DateTimeField()),
                    ('send_at', models.DateTimeField()),
                    ('useful_until', models.DateTimeField()),
                    ('starts_at', models.DateTimeField(null=True)),
                    ('state', models.CharField(choices=[('pending', 'Waiting'), ('claimed', 'Taken by a worker'), ('sending', 'On its way'), ('sent', 'Sent'), ('cancelled', 'No longer true'), ('expired', 'Too late to be of use'), ('failed', 'Refused by the provider'), ('unknown', 'Perhaps sent')], default='pending', max_length=9)),
                    ('claim_token', models.UUIDField(null=True)),
                    ('claimed_until', models.DateTimeField(null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('unsure', models.PositiveSmallIntegerField(default=0)),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('read_at', models.DateTimeField(null=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'verbose_name': 'notification',
                    'verbose_name_plural': 'notifications',
                    'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['send_at'], name='dispatch_due'), models.Index(condition=models.Q(('state__in', ['claimed', 'sending'])), fields=['claimed_until'], name='dispatch_held'), models.Index(condition=models.Q(('channel', 'app'), ('state', 'sent')), fields=['person', '-sent_at'], name='dispatch_inbox'), models.Index(fields=['subject'], name='dispatch_subject'), models.Index(condition=models.Q(('channel__in', ['app', 'push']), ('read_at', None), ('state', 'sent')), fields=['person'], name='dispatch_unread')],
                    'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'channel', 'subject', 'variant', 'moment', 'address'), name='dispatch_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('person__isnull', False)), models.Q(('channel', 'mail'), ('person', None), models.Q(('address', ''), _negated=True)), _connector='OR'), name='dispatch_to_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='dispatch_sent_said')],
                },
            ),
            migrations.CreateModel(
                name='Preference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to=settings.AUTH_USER_MODEL)),
                    ('kind', models.CharField(max_length=40)),
                    ('channel', models.CharField(choices=[('app', 'In Snug'), ('push', 'Push'), ('mail', 'Mail')], max_length=4)),
                    ('mode', models.CharField(choices=[('on', 'On'), ('fallback', 'Only when no push reaches me'), ('off', 'Off')], max_length=8)),
                    ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'channel'), name='preference_once'), models.CheckConstraint(condition=models.Q(models.Q(('mode', 'fallback'), _negated=True), ('channel', 'mail'), _connector='OR'), name='preference_fallback_is_mail')],
                },
            ),
            migrations.CreateModel(
                name='Reach',
                fields=[
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reach', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('quiet_from', models.TimeField(default=datetime.time(22, 0))),
                    ('quiet_to', models.TimeField(default=datetime.time(7, 0))),
                    ('leads', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), default=community.models.notifications.default_leads, size=None)),
                    ('digest', models.BooleanField(default=False)),
                ],
                options={
                    'verbose_name_plural': 'reach',
                },
            ),
            migrations.CreateModel(
                name='PushSubscription',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='push_subscriptions', to=settings.AUTH_USER_MODEL)),
                    ('session_key', models.CharField(blank=True, max_length=40)),
                    ('endpoint', models.URLField(max_length=1000, unique=True)),
                    ('p256dh', models.CharField(max_length=120)),
                    ('auth', models.CharField(max_length=60)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('accepted_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('endpoint__startswith', 'http')), name='push_endpoint_is_a_url')],
                },
            ),
            migrations.CreateModel(
                name='Tick',
                fields=[
                    ('name', models.CharField(max_length=10, primary_key=True, serialize=False)),
                    ('at', models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name='LetGo',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('chore', models.CharField(max_length=60, verbose_name='chore')),
                    ('day', models.DateField(verbose_name='day')),
                    ('runs', models.PositiveIntegerField(default=0, verbose_name='runs')),
                    ('number', models.PositiveBigIntegerField(default=0, verbose_name='how many')),
                    ('last_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last run')),
                ],
                options={
                    'verbose_name': 'chore by the clock',
                    'verbose_name_plural': 'chores by the clock',
                    'constraints': [models.UniqueConstraint(fields=('chore', 'day'), name='let_go_once_a_day')],
                },
            ),
        ]),
    ]
