"""The ordered log of a room, and the words that its events point at (realtime.md "Tables")."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Profile
from messaging.models.rooms import Room

BODY_LENGTH = 4000
OUT_OF_SIGHT = _("Taken out of sight.")
WORDLESS = _("A photo or file")  # where a message that has no words is named by them


class Message(models.Model):
    """Somebody's words. `seq` is that of its `msg.new`. A deleted message keeps its row and loses its body."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Indexes are paid for with every message: room is found by the constraint below, nobody asks by actor alone.
    room = models.ForeignKey(Room, models.PROTECT, related_name="messages", db_index=False)
    seq = models.BigIntegerField()
    actor = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="messages", db_index=False)
    body = models.CharField(max_length=BODY_LENGTH, blank=True)
    # As search compares it (`messaging/bare.py`), with a poll's options: in the first of the two, or in the second
    # where it is too long for an index. Comes and goes with the body, in the same statement.
    bare = models.TextField(null=True, editable=False)
    bare_long = models.TextField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)  # a case has its words: nobody changes what stands here instead
    # seq of the message that it answers: of the same room and said before, which the database holds
    reply_to = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            # One index for all that is asked room by room, so that a message pays for one alone: its place, what is
            # unread, to a hundred (realtime.md "Delivery"), and search, which reads a room's words from here in the
            # order they were said. On the disk they lie between everybody else's.
            models.UniqueConstraint(
                fields=["room", "seq"],
                include=["actor", "created_at", "deleted_at", "bare"],
                name="message_seq_once",
            ),
            models.CheckConstraint(
                name="message_bare_goes", condition=~models.Q(body="") | models.Q(bare="", bare_long=None)
            ),
            models.CheckConstraint(
                name="message_answers_earlier",
                condition=models.Q(reply_to=None) | models.Q(reply_to__lt=models.F("seq")),
            ),
        ]
        indexes = [
            # What is not unread though it stands after what was read; nothing else is in it, so messages cost no more.
            models.Index(fields=["room", "seq"], condition=~models.Q(hidden_at=None), name="message_hidden"),
            # By these alone who is replied to is looked for.
            models.Index(fields=["created_at"], condition=~models.Q(reply_to=None), name="message_answering"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # no words outside the conversation (trust.md R43)

    @property
    def shown_body(self) -> str:
        """To its readers, each in their own language where its words are out of sight."""
        return str(OUT_OF_SIGHT) if self.hidden_at else self.body or str(WORDLESS)


class RoomEvent(models.Model):
    """One entry of the log: durable, numbered without gaps, no bodies. Rows stay while the room lives; they fade."""

    pk = models.CompositePrimaryKey("room_id", "seq")
    room = models.ForeignKey(Room, models.PROTECT, related_name="events", db_index=False)  # the key begins with it
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+", db_index=False)
    actor = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+", db_index=False)
    of = models.BigIntegerField(null=True)  # seq of the earlier message this is about
    cid = models.UUIDField(null=True)
    cid_mac = models.BinaryField(max_length=16, null=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        # In this order the index also finds a cid whose event has faded and lost its actor.
        constraints = [models.UniqueConstraint(fields=["room", "cid", "actor"], name="event_cid_once")]
        indexes = [
            # What fades with a message, and with a leaver. No msg.new is in either: it costs nothing more.
            models.Index(
                fields=["message"], condition=models.Q(kind__in=["msg.edit", "react", "poll"]), name="event_about"
            ),
            models.Index(fields=["actor"], condition=models.Q(kind__in=["react", "poll"]), name="event_reacted"),
        ]
