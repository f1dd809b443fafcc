"""Objecting to what a rule did with one's own words (trust.md R24). The words are encrypted at rest under a key of
their own, derived from SECRET_KEY, and live for thirty days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Count, QuerySet
from django.utils import timezone

from community.models import Profile
from community.seals import LOST, Seal, seal
from moderation.models import Objection

LIVES = timedelta(days=30)


def file(
    profile: Profile, ref: UUID, *, outcome: str, rule: str, spans: Sequence[Sequence[int]], words: str
) -> Objection:
    """Writes it down; saying it again is once. What the rule did the caller knows, never the author."""
    pk = uuid4()
    given = {
        "id": pk,
        "space": profile.space,
        "outcome": outcome,
        "rule": rule,
        "spans": [list(span) for span in spans],
        "words": _seal(pk).close(words.encode()),
    }
    objection, _ = Objection.objects.get_or_create(profile=profile, ref=ref, defaults=given)
    return objection


def words_of(objection: Objection) -> str:
    """For who decides about it, and nobody else."""
    opened = _seal(objection.pk).open(objection.words)
    return opened.decode() if opened is not None else str(LOST)


def by_rule(objections: QuerySet[Objection]) -> QuerySet[Any, Any]:
    """`rule` and `people`: how many objected to it in thirty days. For who answers for the rule, in tens."""
    lately = objections.filter(created_at__gt=timezone.now() - LIVES).order_by()
    return lately.values("rule").annotate(people=Count("profile__person", distinct=True))


def forget(now: datetime) -> int:
    """Those of thirty days ago; how many."""
    count, _ = Objection.objects.filter(created_at__lte=now - LIVES).delete()
    return count


def _seal(pk: UUID) -> Seal:
    return seal("objection.words", pk.bytes)
