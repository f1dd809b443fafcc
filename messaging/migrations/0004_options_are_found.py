"""Polls that were asked before their options were looked through are found by them, too (docs/decisions/0027)."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from messaging.bare import kept


def fold_options(apps: Any, schema_editor: Any) -> None:
    """Safe to run again. Words that change meanwhile bring their options along themselves."""
    message, poll = apps.get_model("messaging", "Message"), apps.get_model("messaging", "Poll")
    asked = poll.objects.filter(message__deleted_at=None).exclude(message__body="")
    for mid, body, options in asked.values_list("message", "message__body", "options").iterator():
        short, long = kept(body, options)
        message.objects.filter(pk=mid, body=body).update(bare=short, bare_long=long)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0003_turns_directs_and_polls")]
    operations = [migrations.RunPython(fold_options, migrations.RunPython.noop, elidable=True)]
