"""Photos and files, how much one person sends in on a day, and pictures that a brand does not have again."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0011_nobody_empties_logs'),
        ('messaging', '0013_mentions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BlockedPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.BinaryField(max_length=16)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('brand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.brand')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'mark'), name='blocked_picture_once')],
            },
        ),
        migrations.CreateModel(
            name='Media',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cid', models.UUIDField()),
                ('kind', models.CharField(choices=[('photo', 'Photo'), ('file', 'File')], max_length=5)),
                ('place', models.PositiveSmallIntegerField(null=True)),
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
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.profile')),
                ('message', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='media', to='messaging.message')),
                ('pending', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='media', to='messaging.pending')),
                ('room', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.room')),
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
                ('day', models.DateField()),
                ('bytes', models.BigIntegerField()),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'day'), name='upload_day_once')],
            },
        ),
    ]
