"""What is to reach whom, when and how (reminders.md): a row per person, thing and channel; and people's switches."""

from __future__ import annotations

import uuid
from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.people import Person

DEFAULT_LEADS = (24 * 60, 2 * 60)  # minutes before the start


def default_leads() -> list[int]:
    return list(DEFAULT_LEADS)


class Channel(models.TextChoices):
    """The ways to a person. `app` is the inbox inside Snug: silent, always open."""

    APP = "app", _("In Snug")
    PUSH = "push", _("Push")
    MAIL = "mail", _("Mail")


class Dispatch(models.Model):
    """One notification by one channel. What it says is made from `subject` when it is sent or shown: no words are kept.

    `subject`, `variant` and `moment` say what it is about, in the words of its kind (a reminder: the occurrence, the
    lead in minutes, the start); together with person and channel they exist once. `space` is the group, where there is
    one. A row without person goes to `address`: somebody who has no account yet.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        CLAIMED = "claimed", _("Taken by a worker")
        SENDING = "sending", _("On its way")
        SENT = "sent", _("Sent")
        CANCELLED = "cancelled", _("No longer true")
        EXPIRED = "expired", _("Too late to be of use")
        FAILED = "failed", _("Refused by the provider")
        UNKNOWN = "unknown", _("Perhaps sent")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="dispatches", db_index=False)
    address = models.EmailField(blank=True)
    channel = models.CharField(max_length=4, choices=Channel.choices)
    subject = models.UUIDField()
    variant = models.BigIntegerField(default=0)
    moment = models.DateTimeField(null=True)
    space = models.UUIDField(null=True)
    data = models.JSONField(default=dict)  # ids, codes and times that the words need; never words of people
    due_at = models.DateTimeField()  # when it became true
    send_at = models.DateTimeField()  # the same, moved out of quiet hours
    useful_until = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)  # what it is about; quiet hours make way for it
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    claim_token = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    unsure = models.PositiveSmallIntegerField(default=0)  # tries of which nobody knows how they ended
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("notification"), _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "channel", "subject", "variant", "moment", "address"],
                nulls_distinct=False,
                name="dispatch_once",
            ),
            models.CheckConstraint(
                name="dispatch_to_somebody",
                condition=Q(person__isnull=False, address="") | (Q(person=None, channel="mail") & ~Q(address="")),
            ),
            models.CheckConstraint(
                name="dispatch_sent_said",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["send_at"], condition=Q(state="pending"), name="dispatch_due"),
            models.Index(fields=["claimed_until"], condition=Q(state__in=["claimed", "sending"]), name="dispatch_held"),
            models.Index(
                fields=["person", "-sent_at"], condition=Q(channel="app", state="sent"), name="dispatch_inbox"
            ),
            models.Index(fields=["subject", "variant"], name="dispatch_about"),
            # Asked on every page and with every reading; holds what is unread alone.
            models.Index(
                fields=["person"],
                condition=Q(channel__in=["app", "push"], state="sent", read_at=None),
                name="dispatch_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Preference(models.Model):
    """A switch that a person has set otherwise than it stands by default."""

    class Mode(models.TextChoices):
        ON = "on", _("On")
        FALLBACK = "fallback", _("Only when no push reaches me")
        OFF = "off", _("Off")

    person = models.ForeignKey(Person, models.CASCADE, related_name="preferences", db_index=False)
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=4, choices=Channel.choices)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "channel"], name="preference_once"),
            models.CheckConstraint(
                name="preference_fallback_is_mail", condition=~Q(mode="fallback") | Q(channel="mail")
            ),
        ]


class Reach(models.Model):
    """How a person may be reached at all: quiet hours on their own clock (the same time twice: none), leads of
    reminders in minutes."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="reach")
    quiet_from = models.TimeField(default=time(22))
    quiet_to = models.TimeField(default=time(7))
    leads = ArrayField(models.PositiveIntegerField(), default=default_leads)
    digest = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "reach"


class PushSubscription(models.Model):
    """A browser that may be pushed to (RFC 8030, RFC 8291), bound to the session that asked: signing out ends it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="push_subscriptions")
    session_key = models.CharField(max_length=40, blank=True)
    endpoint = models.URLField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True)  # the last time that the push service took something

    class Meta:
        constraints = [models.CheckConstraint(name="push_endpoint_is_a_url", condition=Q(endpoint__startswith="http"))]

    def __str__(self) -> str:
        return str(self.pk)  # the endpoint is a capability


class Tick(models.Model):
    """When each of the three ticks last ran to its end: `/healthz/` asks."""

    name = models.CharField(max_length=10, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
