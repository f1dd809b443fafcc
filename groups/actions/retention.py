"""Messages live as long as the charter says (trust.md R42)."""

from datetime import datetime, timedelta

from groups.access import current_charter
from groups.models import Group
from messaging.actions.fading import expire


def let_words_go(now: datetime) -> int:
    """In every group, fades what has lived its days; how many messages. Safe to run again after a crash."""
    return sum(
        expire(group.pk, now - timedelta(days=current_charter(group).retention_days))
        for group in Group.objects.order_by("pk").iterator()
    )
