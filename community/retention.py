"""Counts of what the clock did and let go, kept for a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec

from django.db.models import F
from django.utils import timezone

from community.models import LetGo

P = ParamSpec("P")
KEPT = timedelta(days=365)


def counted(chore: Callable[P, int]) -> Callable[P, None]:
    """A task that returns how many things it did or let go of: noted when it has ended well."""
    name = f"{chore.__module__.partition('.')[0]}.{chore.__name__}"

    @wraps(chore)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        note(name, chore(*args, **kwargs))

    return run


def note(chore: str, number: int) -> None:
    now = timezone.now()
    today, made = LetGo.objects.get_or_create(chore=chore, day=now.date())
    LetGo.objects.filter(pk=today.pk).update(runs=F("runs") + 1, number=F("number") + number, last_at=now)
    if made:
        LetGo.objects.filter(day__lt=now.date() - KEPT).delete()
