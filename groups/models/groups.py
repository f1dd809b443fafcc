"""A group: the small private room of a brand, and the promises it makes (its charter)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Brand, Person, Profile

DEFAULT_CAP = 50
CEILING = 150


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, person: Person) -> GroupQuerySet:
        """Groups the person belongs to, as member or with a brand seat."""
        belonging = Q(memberships__isnull=False, memberships__ended_at=None)
        seated = Q(seats__isnull=False, seats__ended_at=None)
        # By way of the person's few profiles: asked of all groups' members at once, it would read them all.
        return self.filter(pk__in=Profile.objects.filter(belonging | seated, person=person).values("space"))


class LowestAge(models.IntegerChoices):
    """From which age on a group is for people, in years (trust.md R41)."""

    NONE = 0, _("No lowest age")
    SIXTEEN = 16, _("16 or older")
    EIGHTEEN = 18, _("18 or older")


class Group(models.Model):
    """Its id is also the *space* of its profiles and rooms.

    `lowest_age` is said when the group is opened and stays: all who are in have said that they are that old.
    `active_count` is kept by a trigger on memberships; the check against `size_cap` is what refuses the last-but-one
    person in a race. `load_test` groups (seed_rooms, development only) may be larger than the ceiling.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="groups")
    name = models.CharField(_("name"), max_length=40)
    slug = models.SlugField(max_length=60, unique=True)
    about = models.CharField(_("about"), max_length=280, blank=True)
    place = models.CharField(_("place"), max_length=60, blank=True)
    emblem = models.CharField(_("emblem"), max_length=30, default="users")  # an icon of the sprite
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Berlin")
    size_cap = models.PositiveSmallIntegerField(default=DEFAULT_CAP)
    active_count = models.PositiveSmallIntegerField(default=0, editable=False)
    lowest_age = models.PositiveSmallIntegerField(
        _("for people of"), choices=LowestAge.choices, default=LowestAge.SIXTEEN
    )
    load_test = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="group_not_over_cap", condition=Q(active_count__lte=F("size_cap"))),
            models.CheckConstraint(
                name="group_cap_in_bounds", condition=Q(size_cap__gte=2, size_cap__lte=CEILING) | Q(load_test=True)
            ),
            models.CheckConstraint(name="group_lowest_age", condition=Q(lowest_age__in=[0, 16, 18])),
            models.UniqueConstraint(fields=["brand", "name"], name="group_name_once_per_brand"),
        ]

    def __str__(self) -> str:
        return self.name


class Charter(models.Model):
    """One version of a group's promises; append-only. The highest version in effect counts."""

    class Inviters(models.TextChoices):
        CAPTAIN = "captain", _("The captain invites")
        MEMBERS = "members", _("Every settled member may invite")

    class Approval(models.TextChoices):
        CAPTAIN = "captain", _("The captain says yes to each newcomer")
        NONE = "none", _("A valid invite is enough")

    class History(models.TextChoices):
        FROM_JOIN = "from_join", _("Newcomers see from the day they joined")
        SHARED = "shared", _("Newcomers see what was said while this charter held")

    class BrandPresence(models.TextChoices):
        NONE = "none", _("The brand is not in the room")
        LISTENING = "listening", _("The brand may hold a seat and listen")
        SPEAKING = "speaking", _("The brand may speak once the captain has let it in")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="charters")
    version = models.PositiveIntegerField()
    inviters = models.CharField(max_length=8, choices=Inviters.choices, default=Inviters.CAPTAIN)
    approval = models.CharField(max_length=8, choices=Approval.choices, default=Approval.NONE)
    history = models.CharField(max_length=10, choices=History.choices, default=History.FROM_JOIN)
    retention_days = models.PositiveSmallIntegerField(default=365)
    size_cap = models.PositiveSmallIntegerField(default=DEFAULT_CAP)
    brand_presence = models.CharField(max_length=10, choices=BrandPresence.choices, default=BrandPresence.SPEAKING)
    made_by = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")  # null: the brand, at the opening
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "version"], name="charter_version_once")]
        ordering = ["group", "-version"]

    def __str__(self) -> str:
        return f"{self.group_id} v{self.version}"
