"""Messages live as long as the charter says (trust.md R42)."""

from datetime import datetime, timedelta

from groups.models import Group
from messaging.actions.fading import expire


def let_words_go(now: datetime) -> int:
    """In every group, fades what has lived its days; how many messages. Safe to run again after a crash."""
    groups = Group.objects.order_by("pk").iterator()
    return sum(expire(group.pk, words_go_before(group, now)) for group in groups)


def lives(group: Group, said: datetime) -> timedelta:
    """How long what was said then lives: the shortest that was promised since, as `words_go_before` keeps it."""
    shortest: int | None = None
    for days, since in group.charters.order_by("-version").values_list("retention_days", "created_at"):
        shortest = days if shortest is None else min(days, shortest)
        if since <= said:
            break
    assert shortest is not None, "a group has a charter from its beginning"
    return timedelta(days=shortest)


def words_go_before(group: Group, now: datetime) -> datetime:
    """What was said before that has lived its days. A longer life is for what is said from then on: what was said under
    a shorter one goes when it was promised to (trust.md R7). A shorter one is for all."""
    cut, shortest, until = None, None, now
    for days, since in group.charters.order_by("-version").values_list("retention_days", "created_at"):
        shortest = days if shortest is None else min(days, shortest)
        over = min(until, now - timedelta(days=shortest))
        cut = over if cut is None else max(cut, over)
        until = since
    assert cut is not None, "a group has a charter from its beginning"
    return cut
