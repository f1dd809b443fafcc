"""Rules, consents, cases, appeals, blocks, one's own data. Triggers are in the files after this one."""

import datetime
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
        ("moderation", "0001_initial"),
        ("moderation", "0002_consents_stay"),
        ("moderation", "0003_held"),
        ("moderation", "0004_what_one_can_know"),
        ("moderation", "0005_own_data"),
        ("moderation", "0006_blocks"),
        ("moderation", "0007_screening_rules"),
        ("moderation", "0008_contact_budget"),
        ("moderation", "0009_cases"),
        ("moderation", "0010_letting_go"),
        ("moderation", "0011_yearly"),
        ("moderation", "0012_misuse_judges"),
    ]
    dependencies = [("community", "0001_tables")]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='AuditCheck',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('checked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='checked')),
                    ('seq', models.BigIntegerField(verbose_name='entries')),
                    ('mac', models.BinaryField(max_length=32)),
                    ('faults', models.JSONField(default=list)),
                ],
                options={
                    'verbose_name': 'look at the audit chain',
                    'verbose_name_plural': 'the audit chain',
                    'constraints': [models.CheckConstraint(condition=models.Q(('seq__gte', 0)), name='audit_check_counts')],
                },
            ),
            migrations.CreateModel(
                name='Block',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('space', models.UUIDField()),
                    ('blocker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.profile')),
                    ('blocked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.profile')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('blocker', 'blocked'), name='block_once'), models.CheckConstraint(condition=models.Q(('blocker', models.F('blocked')), _negated=True), name='block_not_oneself')],
                },
            ),
            migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=12)),
                    ('subject', models.UUIDField()),
                    ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                    ('space', models.UUIDField()),
                    ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('of_brand', models.BooleanField()),
                    ('severity', models.PositiveSmallIntegerField(choices=[(1, '1 hour'), (24, '24 hours'), (72, '72 hours'), (168, '7 days')])),
                    ('state', models.CharField(choices=[('open', 'Open'), ('decided', 'Decided')], default='open', max_length=8)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('deadline', models.DateTimeField()),
                    ('held_at', models.DateTimeField(null=True)),
                    ('claimed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('claimed_until', models.DateTimeField(null=True)),
                    ('escalated_at', models.DateTimeField(null=True)),
                    ('opened_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('decided_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['space', 'state'], name='case_of_space'), models.Index(fields=['brand', 'state'], name='case_of_brand'), models.Index(condition=models.Q(('state', 'open')), fields=['deadline'], name='case_due')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('kind', 'subject'), name='case_open_once'), models.CheckConstraint(condition=models.Q(('severity__in', [1, 24, 72, 168])), name='case_severity'), models.CheckConstraint(condition=models.Q(models.Q(('claimed_by', None), ('claimed_until', None)), ('claimed_until__isnull', False), _connector='OR'), name='case_claim_whole'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'open')), models.Q(('decided_at__isnull', False), ('state', 'decided')), _connector='OR'), name='case_decided_said')],
                },
            ),
            migrations.CreateModel(
                name='Report',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='moderation.case')),
                    ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('kind', models.CharField(max_length=12)),
                    ('subject', models.UUIDField()),
                    ('edition', models.CharField(max_length=64)),
                    ('category', models.CharField(choices=[('unkind', 'Unkind to a person'), ('hate', 'Hateful against a group of people'), ('threat', 'A threat, or somebody in danger'), ('minors', 'A child is not safe'), ('self_harm', 'Somebody may hurt themselves'), ('sexual', 'Sexual, and not wanted here'), ('private', 'Somebody’s private data'), ('posing', 'Poses as somebody else'), ('scam', 'A scam or fraud'), ('spam', 'Advertising or spam'), ('other', 'Something else'), ('misuse', 'A report made to harm')], max_length=10)),
                    ('words', models.CharField(blank=True, max_length=1000)),
                    ('receipt', models.CharField(max_length=11, unique=True)),
                    ('branch', models.UUIDField()),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('reporter', 'kind', 'subject', 'edition'), name='report_once')],
                },
            ),
            migrations.CreateModel(
                name='Evidence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='moderation.case')),
                    ('kind', models.CharField(choices=[('seen', 'As it was reported'), ('taken', 'What hiding it took away')], max_length=5)),
                    ('edition', models.CharField(max_length=64)),
                    ('body', models.BinaryField()),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'verbose_name_plural': 'evidence',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'seen')), fields=('case', 'edition'), name='evidence_once')],
                },
            ),
            migrations.CreateModel(
                name='CaseEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='moderation.case')),
                    ('version', models.PositiveIntegerField()),
                    ('what', models.CharField(choices=[('reported', 'Reported'), ('held', 'Hidden until decided'), ('claimed', 'Taken by a reviewer'), ('released', 'Handed back'), ('escalated', 'Deadline over: passed on'), ('decided', 'Decided'), ('undone', 'Decision taken back'), ('appealed', 'Appealed'), ('answered', 'Appeal decided')], max_length=9)),
                    ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'verbose_name_plural': 'case entries',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to=settings.AUTH_USER_MODEL)),
                    ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                    ('purpose', models.CharField(choices=[('service', 'Running the group'), ('news', 'News from the brand'), ('events', 'Invitations to brand events')], max_length=10)),
                    ('given', models.BooleanField()),
                    ('text_version', models.PositiveIntegerField()),
                    ('text_hash', models.BinaryField(max_length=32)),
                    ('surface', models.CharField(max_length=20)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'brand', 'purpose', '-created_at'], name='moderation__person__a87bb5_idx')],
                },
            ),
            migrations.CreateModel(
                name='ContactBudget',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.brand')),
                    ('most', models.PositiveSmallIntegerField(default=2)),
                    ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person', 'brand'), name='contact_budget_once'), models.CheckConstraint(condition=models.Q(('most__gte', 0), ('most__lte', 5)), name='contact_budget_in_bounds')],
                },
            ),
            migrations.CreateModel(
                name='ContactTouch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                    ('purpose', models.CharField(choices=[('service', 'Running the group'), ('news', 'News from the brand'), ('events', 'Invitations to brand events')], max_length=10)),
                    ('what', models.UUIDField()),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'verbose_name_plural': 'contact touches',
                    'indexes': [models.Index(fields=['person', 'brand', '-at'], name='contact_touch_week')],
                    'constraints': [models.UniqueConstraint(fields=('person', 'what'), name='contact_touch_once')],
                },
            ),
            migrations.CreateModel(
                name='Decision',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='moderation.case')),
                    ('version', models.PositiveIntegerField()),
                    ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('role', models.CharField(max_length=10)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('undone_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('case', 'version'), name='decision_once_a_version')],
                },
            ),
            migrations.CreateModel(
                name='Sanction',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('profile', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sanctions', to='community.profile')),
                    ('space', models.UUIDField()),
                    ('brand', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                    ('kind', models.CharField(choices=[('note', 'A friendly word'), ('warning', 'A warning'), ('remove_item', 'Taken out of sight'), ('slow', 'One message in ten minutes'), ('mute', 'Quiet in the conversation'), ('suspend', 'Paused in the group'), ('remove', 'Removed from the group'), ('ban', 'Not let in by this brand again')], max_length=12)),
                    ('reason', models.CharField(max_length=500)),
                    ('decision', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sanctions', to='moderation.decision')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('ends_at', models.DateTimeField(null=True)),
                    ('lifted_at', models.DateTimeField(editable=False, null=True)),
                    ('seen_at', models.DateTimeField(null=True)),
                ],
                options={
                    'indexes': [models.Index(fields=['profile', '-created_at'], name='moderation__profile_bc7c58_idx'), models.Index(fields=['space'], name='moderation__space_95d338_idx')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('profile__isnull', False), ('kind', 'remove_item'), _connector='OR'), name='sanction_of_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('ends_at__gt', models.F('created_at')), ('kind__in', ['slow', 'mute', 'suspend'])), models.Q(models.Q(('kind__in', ['slow', 'mute', 'suspend']), _negated=True), ('ends_at', None)), _connector='OR'), name='sanction_ends'), models.UniqueConstraint(fields=('decision', 'kind'), name='sanction_once_a_decision')],
                },
            ),
            migrations.CreateModel(
                name='Ban',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bans', to='community.brand')),
                    ('space', models.UUIDField(null=True)),
                    ('address_mac', models.BinaryField(max_length=32)),
                    ('reason', models.CharField(max_length=500)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('ends_at', models.DateTimeField(null=True)),
                    ('lifted_at', models.DateTimeField(editable=False, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('brand', 'space', 'address_mac'), name='ban_once', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='Statement',
                fields=[
                    ('sanction', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='statement', serialize=False, to='moderation.sanction')),
                    ('fields', models.JSONField()),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('fields__has_keys', ['decision_ground', 'incompatible_content_ground', 'incompatible_content_explanation', 'decision_facts', 'category', 'content_type', 'application_date', 'source_type', 'automated_detection', 'automated_decision', 'territorial_scope', 'puid'])), name='statement_whole')],
                },
            ),
            migrations.CreateModel(
                name='Appeal',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('sanction', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='moderation.sanction')),
                    ('words', models.CharField(max_length=1000)),
                    ('deadline', models.DateTimeField()),
                    ('escalated_at', models.DateTimeField(null=True)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(null=True)),
                    ('overturned', models.BooleanField(null=True)),
                    ('reason', models.CharField(blank=True, max_length=500)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('overturned', None)), models.Q(('decided_at__isnull', False), ('overturned__isnull', False)), _connector='OR'), name='appeal_decided_whole')],
                },
            ),
            migrations.CreateModel(
                name='Objection',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                    ('space', models.UUIDField(db_index=True)),
                    ('ref', models.UUIDField()),
                    ('outcome', models.CharField(choices=[('nudge', 'Asked to look again'), ('redact', 'Redacted'), ('hold', 'Held'), ('block', 'Refused')], max_length=6)),
                    ('rule', models.CharField(max_length=64)),
                    ('spans', models.JSONField(default=list)),
                    ('words', models.BinaryField()),
                    ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('profile', 'ref'), name='objection_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['nudge', 'redact', 'hold', 'block'])), name='objection_to_an_outcome')],
                },
            ),
            migrations.CreateModel(
                name='Export',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('held_until', models.DateTimeField(null=True)),
                    ('done', models.PositiveSmallIntegerField(default=0)),
                    ('parts', models.PositiveSmallIntegerField(default=0)),
                    ('size', models.PositiveIntegerField(default=0)),
                    ('ready_at', models.DateTimeField(null=True)),
                    ('expires_at', models.DateTimeField(null=True)),
                    ('fetched_at', models.DateTimeField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person',), name='export_one_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('expires_at', None), ('ready_at', None)), models.Q(('expires_at__isnull', False), ('ready_at__isnull', False)), _connector='OR'), name='export_ready_expires'), models.CheckConstraint(condition=models.Q(('fetched_at', None), models.Q(('ended_at__isnull', False), ('fetched_at__lte', models.F('expires_at'))), _connector='OR'), name='export_fetched_in_time')],
                },
            ),
            migrations.CreateModel(
                name='Erasure',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='erasures', to=settings.AUTH_USER_MODEL)),
                    ('token_hash', models.BinaryField(max_length=32, null=True, unique=True)),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('due_at', models.DateTimeField()),
                    ('replayed', models.BooleanField(default=False)),
                    ('cancelled_at', models.DateTimeField(null=True)),
                    ('begun_at', models.DateTimeField(null=True)),
                    ('done_at', models.DateTimeField(null=True)),
                    ('went', models.JSONField(default=dict)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('cancelled_at', None), ('done_at', None)), fields=('person',), name='erasure_one_at_a_time'), models.CheckConstraint(condition=models.Q(('due_at__gte', django.db.models.expressions.CombinedExpression(models.F('asked_at'), '+', models.Value(datetime.timedelta(days=7)))), ('replayed', True), _connector='OR'), name='erasure_seven_days'), models.CheckConstraint(condition=models.Q(('begun_at', None), ('begun_at__gte', models.F('due_at')), _connector='OR'), name='erasure_not_early'), models.CheckConstraint(condition=models.Q(('cancelled_at', None), models.Q(('begun_at', None), ('done_at', None)), _connector='OR'), name='erasure_kept_or_gone'), models.CheckConstraint(condition=models.Q(('done_at', None), models.Q(('begun_at__isnull', False), ('person', None)), _connector='OR'), name='erasure_done_leads_nowhere')],
                },
            ),
            migrations.CreateModel(
                name='Rule',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand')),
                    ('space', models.UUIDField(blank=True, null=True)),
                    ('name', models.CharField(max_length=40, verbose_name='name')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('condition', models.CharField(choices=[('terms', 'Words and phrases'), ('pattern', 'A pattern'), ('links', 'Links to domains'), ('mentions', 'Many mentions')], max_length=8, verbose_name='what to look for')),
                    ('value', models.TextField(max_length=4000, verbose_name='the words, pattern, domains or number')),
                    ('action', models.CharField(choices=[('nudge', 'Ask its author first'), ('redact', 'Take the words out'), ('hold', "Wait for somebody's decision"), ('block', 'Do not let it pass'), ('allow', 'Let newcomers link there, too')], max_length=6, verbose_name='what happens then')),
                    ('audience', models.CharField(choices=[('all', 'Everybody'), ('new', 'New members')], default='all', max_length=3, verbose_name='for whom')),
                    ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('active_at', models.DateTimeField(editable=False, null=True)),
                    ('active_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('retired_at', models.DateTimeField(editable=False, null=True)),
                    ('retired_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['name', '-version'],
                    'constraints': [models.UniqueConstraint(fields=('brand', 'space', 'name', 'version'), name='rule_version_once', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('active_at__isnull', False), ('retired_at', None)), fields=('brand', 'space', 'name'), name='rule_acts_in_one_version', nulls_distinct=False), models.UniqueConstraint(condition=models.Q(('active_at', None), ('retired_at', None)), fields=('brand', 'space', 'name'), name='rule_observes_in_one_version', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('action__in', ['hold', 'block']), _negated=True), ('active_at', None), ('active_at__gte', django.db.models.expressions.CombinedExpression(models.F('created_at'), '+', models.Value(datetime.timedelta(days=1)))), _connector='OR'), name='rule_observes_before_it_stops'), models.CheckConstraint(condition=models.Q(models.Q(('action', 'allow'), _negated=True), ('condition', 'links'), _connector='OR'), name='rule_allows_links_only'), models.CheckConstraint(condition=models.Q(models.Q(('active_at__isnull', False), ('active_by', None), _connector='OR'), models.Q(('retired_at__isnull', False), ('retired_by', None), _connector='OR')), name='rule_says_who')],
                },
            ),
            migrations.CreateModel(
                name='RuleHits',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='hits', to='moderation.rule')),
                    ('day', models.DateField()),
                    ('count', models.PositiveIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('rule', 'day'), name='rule_hits_once_a_day')],
                },
            ),
            migrations.CreateModel(
                name='YearlyReport',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.brand', verbose_name='brand')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                    ('numbers', models.JSONField()),
                    ('released_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='released')),
                ],
                options={
                    'verbose_name': 'report of a year',
                    'verbose_name_plural': 'reports of the years',
                    'ordering': ['-year'],
                    'constraints': [models.UniqueConstraint(fields=('brand', 'year'), name='yearly_report_once')],
                },
            ),
        ]),
    ]
