"""What somebody is writing and has not sent: on all their devices, and for nobody else."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from messaging.models.rooms import Participant


class RoomDraft(models.Model):
    """One person's, in one room; encrypted (`messaging/draft_words.py`). Empty words: it was sent or cleared, and the
    row is there so that its `version` goes on. Versions grow, also over a row's end: they are the time of writing in
    milliseconds, or one more than the last."""

    participant = models.OneToOneField(Participant, models.CASCADE, primary_key=True, related_name="+")
    words = models.BinaryField()
    version = models.BigIntegerField()
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.pk)  # no words outside the conversation (trust.md R43)
