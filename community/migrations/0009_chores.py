"""The counts are of all chores by the clock, not only of those that let go."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('community', '0008_brand_rules_version'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='letgo',
            options={'verbose_name': 'chore by the clock', 'verbose_name_plural': 'chores by the clock'},
        ),
        migrations.AlterField(
            model_name='letgo',
            name='number',
            field=models.PositiveBigIntegerField(default=0, verbose_name='how many'),
        ),
    ]
