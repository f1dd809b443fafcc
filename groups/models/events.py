"""What a group plans: events, and their occurrences on real days (product.md "Meeting").

The wall clock and the place's own zone are the truth of a time; `starts_at` is what it means in the world.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Profile
from groups.models.groups import Group
from messaging.models import Room

TITLE_LENGTH = 80
MOST_PLACES = 500
LONGEST_MINUTES = 7 * 24 * 60
ROOMS_OPEN_AFTER = timedelta(hours=48)  # the end of an event, so long its conversation stays


class Plan(models.Model):
    """What an event and each of its occurrences say alike. `area` is open to the group; `point` only to those going,
    from 24 h before the start until its end."""

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    about = models.TextField(_("about"), max_length=1000, blank=True)
    area = models.CharField(_("area"), max_length=80, blank=True)
    point = models.CharField(_("meeting point"), max_length=160, blank=True)
    zone = models.CharField(_("time zone"), max_length=64)
    minutes = models.PositiveIntegerField(_("how long, in minutes"), default=60)
    capacity = models.PositiveSmallIntegerField(_("places"), null=True)  # null: no limit
    question = models.CharField(_("a question to who comes"), max_length=140, blank=True)
    # Who wrote title, about and question last: whose they are in a case (trust.md R33). Null: who made the event.
    worded_by = models.ForeignKey(Profile, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        abstract = True


class Event(Plan):
    """What happens once, or again and again. Its fields are the pattern for occurrences still to be made."""

    class Repeats(models.TextChoices):
        NEVER = "never", _("Once")
        WEEKLY = "weekly", _("Every week, or every few")
        MONTHLY = "monthly", _("Every month, on the same weekday of it")  # the nth Thursday; a fifth is the last

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="events")
    made_by = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    repeats = models.CharField(max_length=7, choices=Repeats.choices, default=Repeats.NEVER)
    interval = models.PositiveSmallIntegerField(default=1)  # weeks or months between two
    starts_on = models.DateField()  # the first day; its weekday is that of all
    clock = models.TimeField()  # on the wall of the place
    until = models.DateField(null=True)  # the last day that may have one
    paces = models.JSONField(default=list)  # [{"name", "cap"}], for occurrences to come
    made_until = models.DateField(null=True, editable=False)  # occurrences exist up to this day
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="event_interval", condition=Q(interval__gte=1, interval__lte=12)),
            models.CheckConstraint(name="event_capacity", condition=Q(capacity=None) | Q(capacity__gte=1)),
            models.CheckConstraint(name="event_minutes", condition=Q(minutes__gte=5, minutes__lte=LONGEST_MINUTES)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def standing(self) -> OccurrenceQuerySet:
        return self.filter(status=Occurrence.Status.PLANNED)


class Occurrence(Plan):
    """An event on one day. `taken` counts who goes and the places held by open offers; a trigger keeps it, and the
    check against `capacity` refuses one more in a race. `slot` is the day that the pattern gave it: moving keeps it."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="occurrences", db_index=False)  # by the constraint
    group = models.ForeignKey(Group, models.CASCADE, related_name="occurrences", db_index=False)  # by the index
    slot = models.DateField(editable=False)
    day = models.DateField(_("day"))
    clock = models.TimeField(_("time"))  # on the wall of the place
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PLANNED)
    reason = models.CharField(_("why it is cancelled"), max_length=140, blank=True)
    own = ArrayField(models.CharField(max_length=12), default=list)  # fields set for this one alone
    taken = models.PositiveSmallIntegerField(default=0, editable=False)
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545 SEQUENCE: grows with each change people must hear of
    timed_at = models.DateTimeField(default=timezone.now)  # since when it stands planned for this `starts_at`
    changed_at = models.DateTimeField(default=timezone.now)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+")
    room_closed_at = models.DateTimeField(null=True)
    hostless_since = models.DateTimeField(null=True)  # the host cannot, nobody has taken over yet
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("event"), _("events")  # what a brand's desk calls them
        constraints = [
            models.UniqueConstraint(fields=["event", "slot"], name="occurrence_once_a_slot"),
            models.CheckConstraint(
                name="occurrence_not_over_capacity", condition=Q(capacity=None) | Q(taken__lte=F("capacity"))
            ),
            models.CheckConstraint(name="occurrence_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [
            models.Index(fields=["group", "starts_at"], name="occurrence_of_group"),
            models.Index(fields=["starts_at"], condition=Q(status="planned"), name="occurrence_coming"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def version(self) -> str:
        """Which state of it somebody has seen: any change makes another."""
        return f"{self.sequence}.{self.changed_at.isoformat()}"


class PaceGroup(models.Model):
    """A pace to choose within an occurrence. `taken` against `cap` as for the whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="paces", db_index=False)
    name = models.CharField(max_length=40)
    cap = models.PositiveSmallIntegerField(null=True)
    leader = models.ForeignKey(Profile, models.SET_NULL, null=True, related_name="+")
    place = models.PositiveSmallIntegerField(default=0)
    taken = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "name"], name="pace_once"),
            models.CheckConstraint(name="pace_not_over_cap", condition=Q(cap=None) | Q(taken__lte=F("cap"))),
        ]
        ordering = ["place"]

    def __str__(self) -> str:
        return str(self.pk)


class Host(models.Model):
    """Who hosts an occurrence; `lead` is the one, the others help. Those of the event's next days are copied on."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="hosts", db_index=False)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="hosting")
    lead = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "profile"], name="host_once"),
            models.UniqueConstraint(fields=["occurrence"], condition=Q(lead=True), name="host_one_lead"),
        ]
