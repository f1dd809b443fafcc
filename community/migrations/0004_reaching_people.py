"""Notifications: what is to reach whom, and how people want to be reached."""

import community.models.notifications
import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0003_brand_logo'),
    ]

    operations = [
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
            name='Tick',
            fields=[
                ('name', models.CharField(max_length=10, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
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
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='dispatches', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'dispatches',
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['send_at'], name='dispatch_due'), models.Index(condition=models.Q(('state__in', ['claimed', 'sending'])), fields=['claimed_until'], name='dispatch_held'), models.Index(condition=models.Q(('channel', 'app'), ('state', 'sent')), fields=['person', '-sent_at'], name='dispatch_inbox'), models.Index(fields=['subject'], name='dispatch_subject')],
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'channel', 'subject', 'variant', 'moment', 'address'), name='dispatch_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('person__isnull', False)), models.Q(('channel', 'mail'), ('person', None), models.Q(('address', ''), _negated=True)), _connector='OR'), name='dispatch_to_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='dispatch_sent_said')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('channel', models.CharField(choices=[('app', 'In Snug'), ('push', 'Push'), ('mail', 'Mail')], max_length=4)),
                ('mode', models.CharField(choices=[('on', 'On'), ('fallback', 'Only when no push reaches me'), ('off', 'Off')], max_length=8)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'channel'), name='preference_once'), models.CheckConstraint(condition=models.Q(models.Q(('mode', 'fallback'), _negated=True), ('channel', 'mail'), _connector='OR'), name='preference_fallback_is_mail')],
            },
        ),
        migrations.CreateModel(
            name='PushSubscription',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('session_key', models.CharField(blank=True, max_length=40)),
                ('endpoint', models.URLField(max_length=1000, unique=True)),
                ('p256dh', models.CharField(max_length=120)),
                ('auth', models.CharField(max_length=60)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='push_subscriptions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('endpoint__startswith', 'http')), name='push_endpoint_is_a_url')],
            },
        ),
    ]
