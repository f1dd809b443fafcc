"""Whom somebody does not want to hear here (trust.md R39). A secret of the blocker's: nothing is ever asked by the one
who is blocked, and there is no way back from their profile to these rows."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from community.models import Profile


class BlockQuerySet(models.QuerySet["Block"]):
    def of(self, blocker: Profile) -> BlockQuerySet:
        """This one's own, with who is blocked."""
        return self.filter(blocker=blocker).select_related("blocked")

    def folding(self, person: Any, author: Any) -> BlockQuerySet:
        """By this person against this profile: references of an outer query, for `Exists`."""
        return self.filter(blocker__person=person, blocked=author)

    def between(self, person: Any, author: Any) -> BlockQuerySet:
        """By either against the other: references as above."""
        return self.filter(
            models.Q(blocker__person=person, blocked=author) | models.Q(blocked__person=person, blocker=author)
        )


class Block(models.Model):
    """Holds in the whole space, also after either has left and come back. It ends when it is taken back, or when one of
    the two profiles is nobody's any more: a trigger sees to that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    space = models.UUIDField()
    # The unique constraint's index finds by blocker.
    blocker = models.ForeignKey(Profile, models.CASCADE, related_name="+", db_index=False)
    blocked = models.ForeignKey(Profile, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(name="block_not_oneself", condition=~models.Q(blocker=models.F("blocked"))),
        ]
