"""What conversations can prove (trust.md R31)."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from messaging import sealed
from messaging.realtime.ops import OPS, Direction
from moderation.trust import proves


@proves("no sealed words are kept longer than 30 days")
def seals() -> Iterator[str]:
    """The chore that shreds them runs every hour."""
    if late := sealed.overdue(timezone.now() - timedelta(days=1)):
        yield f"{late} sealed versions should be shredded"


@proves("every socket op declares its action")
def ops() -> Iterator[str]:
    yield from (
        f"the op {op.name} declares none"
        for op in OPS.values()
        if op.direction is not Direction.DOWN and op.surface is None
    )
