"""Using members' words outside their room: asked for each by itself, answered by its author alone (trust.md R6)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.models import Profile
from groups.models.groups import Group
from messaging.models import Message

PURPOSE_LENGTH = 200


class ReuseAskQuerySet(models.QuerySet["ReuseAsk"]):
    def with_answer(self) -> ReuseAskQuerySet:
        """`given`: the author's latest word, null where there is none yet. `stands`: the words are still there, as
        they were when they were asked about, and so is the question."""
        latest = ReuseAnswer.objects.filter(ask=OuterRef("pk")).order_by("-pk").values("given")[:1]
        words = Message.objects.filter(pk=OuterRef("item"), version=OuterRef("version"), deleted_at=None)
        return self.annotate(given=Subquery(latest), stands=Q(Exists(words), hidden_at=None))

    def granted(self) -> ReuseAskQuerySet:
        """Those that may be used today. No answer is a no; so are words that their author took back or changed, and
        a question that a decision took back."""
        return self.with_answer().filter(Q(given=True) & Q(stands=True), author__person__isnull=False)


class ReuseAsk(models.Model):
    """The brand asks whether it may use one item. Once for each item: a no, or silence, is not asked again. Never
    changed, never removed (a trigger holds that), but out of sight once it was found wrong; what it is used for is
    said here, and the yes is for that alone."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="reuse_asks")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MESSAGE)
    item = models.UUIDField()
    version = models.PositiveIntegerField()
    author = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=PURPOSE_LENGTH)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    hidden_at = models.DateTimeField(null=True, editable=False)  # after a report (trust.md R35, R36)
    objects = ReuseAskQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "item"], name="reuse_asked_once")]

    @property
    def shown_purpose(self) -> str:
        """As people read it."""
        return gettext("Out of sight after a report.") if self.hidden_at else self.purpose


class ReuseAnswer(models.Model):
    """The author's word. The latest counts; only the author's own can be written (a trigger holds that)."""

    ask = models.ForeignKey(ReuseAsk, models.CASCADE, related_name="answers")
    by = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    given = models.BooleanField()
    said_at = models.DateTimeField(default=timezone.now, editable=False)
