"""Who wrote the words of an event last: whose they are when they are reported (trust.md R33)."""

import django.db.models.deletion
from django.db import migrations, models


def _worded_by(model: str) -> migrations.AddField:
    to = models.ForeignKey(
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="community.profile",
    )
    return migrations.AddField(model, "worded_by", to)


class Migration(migrations.Migration):
    dependencies = [("community", "0010_ages"), ("groups", "0013_misuse_judges")]

    operations = [_worded_by("event"), _worded_by("occurrence")]
