"""What is unread is asked on every page and with every reading: an index that holds nothing else. What people call it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0004_reaching_people'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='dispatch',
            options={'verbose_name': 'notification', 'verbose_name_plural': 'notifications'},
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('channel__in', ['app', 'push']), ('read_at', None), ('state', 'sent')), fields=['person'], name='dispatch_unread'),
        ),
    ]
