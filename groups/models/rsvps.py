"""Who comes: answers, the waitlist and its log, regulars, who was there (product.md "Meeting", reminders.md)."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Person, Profile
from groups.models.events import Event, Occurrence, PaceGroup

ANSWERS_LIVE = timedelta(days=7)  # after the end: answers to the question (trust.md R42)


class Seen(models.TextChoices):
    """Who sees that I go: my choice for each event."""

    NAME = "name", _("Everyone in the group")
    PLUS_ONE = "plus_one", _("Counted, without my name")
    HOST = "host", _("Only who hosts")


class Rsvp(models.Model):
    """One person's answer. `offered` is somebody on the waitlist for whom a place is held until `offer_until`."""

    class State(models.TextChoices):
        GOING = "going", _("Going")
        OFFERED = "offered", _("A place is held")
        WAITLISTED = "waitlisted", _("On the waitlist")
        DECLINED = "declined", _("Not this time")

    HOLDING = ("going", "offered")  # each takes one of the places

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="rsvps", db_index=False)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="rsvps")
    state = models.CharField(max_length=10, choices=State.choices)
    pace = models.ForeignKey(PaceGroup, models.PROTECT, null=True, related_name="rsvps")
    seen = models.CharField(max_length=8, choices=Seen.choices, default=Seen.NAME)
    answer = models.CharField(max_length=280, blank=True)  # to the question; gone 7 days after
    since = models.DateTimeField(default=timezone.now)  # when the state was reached
    place = models.PositiveIntegerField(null=True)  # on the waitlist: grows by one, never given twice
    offer_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "profile"], name="rsvp_once"),
            models.UniqueConstraint(fields=["occurrence", "place"], name="rsvp_place_once"),
            models.CheckConstraint(
                name="rsvp_waits_in_a_place",
                condition=Q(state__in=["waitlisted", "offered"], place__isnull=False)
                | (~Q(state__in=["waitlisted", "offered"]) & Q(place=None)),
            ),
            models.CheckConstraint(
                name="rsvp_offer_ends",
                condition=Q(state="offered", offer_until__isnull=False) | (~Q(state="offered") & Q(offer_until=None)),
            ),
        ]
        indexes = [models.Index(fields=["offer_until"], condition=Q(state="offered"), name="rsvp_offers")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def takes_part(self) -> bool:
        """In the conversation of those who come. Whoever does not want to be named to them is not there either: a name
        stands on every word, and on the list of who reads."""
        return self.state == self.State.GOING and self.seen == Seen.NAME


class RsvpMove(models.Model):
    """One move around the places, kept for whoever waits to read: what happened to whom, and why. It only grows."""

    class Why(models.TextChoices):
        ANSWERED = "answered", _("said so")
        OFFERED = "offered", _("a place was offered")
        TAKEN = "taken", _("took the offered place")
        PASSED = "passed", _("gave the offered place back")
        LAPSED = "lapsed", _("did not answer the offer in time")
        LEFT_GROUP = "left_group", _("is no longer in the group")
        REGULAR = "regular", _("comes every time")
        CLOSED = "closed", _("has an account that is closed")

    UNTOLD = (Why.LEFT_GROUP, Why.CLOSED)  # for who looks after the database: in the line these are a no like any

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="moves", db_index=False)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    before = models.CharField(max_length=10, blank=True)  # blank: had not answered
    after = models.CharField(max_length=10)
    why = models.CharField(max_length=10, choices=Why.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["occurrence", "at"], name="rsvp_moves")]


class Regular(models.Model):
    """A standing yes to a series: each new occurrence has it from the start, and each can be skipped."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="regulars", db_index=False)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    pace = models.CharField(max_length=40, blank=True)  # by name: paces belong to one day
    seen = models.CharField(max_length=8, choices=Seen.choices, default=Seen.NAME)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "profile"], name="regular_once")]


class Attendance(models.Model):
    """Ticked off by who hosts, perhaps offline: of two ticks for the same person the later one counts."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="attendance", db_index=False)
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="attended")
    there = models.BooleanField()
    ticked_at = models.DateTimeField()  # on the host's device
    ticked_by = models.ForeignKey(Profile, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occurrence", "profile"], name="attendance_once")]


class CalendarFeed(models.Model):
    """A person's secret address of their calendar. Only the hash is kept; making another ends the one before."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="calendar_feed")
    token_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
