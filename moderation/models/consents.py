"""The consent ledger (trust.md R13, R14): append-only, the latest row counts, no row means no."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Brand, Person


class Purpose(models.TextChoices):
    SERVICE = "service", _("Running the group")
    NEWS = "news", _("News from the brand")
    EVENTS = "events", _("Invitations to brand events")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def latest_first(self) -> ConsentQuerySet:
        return self.order_by("-created_at", "-pk")

    def stands(self, person: Person, brand: Brand, purpose: str) -> bool:
        """Whether the person says yes today: the latest row counts, no row means no."""
        latest = self.filter(person=person, brand=brand, purpose=purpose).latest_first().first()
        return latest is not None and latest.given


class Consent(models.Model):
    """A yes or no to one purpose, with the hash of the very text that was shown. `person` null: was erased since."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="consents")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    given = models.BooleanField()
    text_version = models.PositiveIntegerField()
    text_hash = models.BinaryField(max_length=32)
    surface = models.CharField(max_length=20)  # where it was said: join, me, api
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "brand", "purpose", "-created_at"])]
