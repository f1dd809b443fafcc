"""Who belongs: invites, requests, memberships, the brand's seat."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Person, Profile
from community.models import Role as Duty
from groups.models.groups import Charter, Group

MOST_USES = 10


class Role(models.TextChoices):
    MEMBER = "member", _("Member")
    CAPTAIN = "captain", _("Captain")


class InviteQuerySet(models.QuerySet["Invite"]):
    def open(self, now: datetime) -> InviteQuerySet:
        """Invites that let somebody in at `now`: uses left, in time, not revoked, and their maker may still invite.

        The last is computed, so that leaving, removal or a tightened charter ends them even in a race. Of the brand's
        own invites to a captain the newest counts.
        """
        maker = Membership.objects.who_may_invite().filter(
            profile=OuterRef("inviter"), group=OuterRef("group"), joined_at__lte=OuterRef("created_at")
        )
        later = Invite.objects.filter(group=OuterRef("group"), inviter=None, created_at__gt=OuterRef("created_at"))
        return self.filter(uses_left__gt=0, revoked_at=None, expires_at__gt=now).filter(
            Q(Exists(maker)) | Q(~Exists(later), inviter=None)
        )


class Invite(models.Model):
    """A personal way in. Only the hash of the token is kept; the link is shown once (product.md "Joining")."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="invites")
    token_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    inviter = models.ForeignKey(
        Profile, models.PROTECT, null=True, related_name="invites"
    )  # null: the brand (first captain)
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.MEMBER)
    vouch = models.CharField(_("a line about them"), max_length=140, blank=True)
    email = models.EmailField(_("only for this address"), blank=True)
    uses = models.PositiveSmallIntegerField(default=1)
    uses_left = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, editable=False)
    objects = InviteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invite_uses", condition=Q(uses__gte=1, uses__lte=MOST_USES, uses_left__lte=F("uses"))
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class JoinRequest(models.Model):
    """One person asking to come in by one invite. Written for every use, decided at once where nobody need approve."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting")
        ADMITTED = "admitted", _("Let in")
        REFUSED = "refused", _("Not let in")
        LAPSED = "lapsed", _("Lapsed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="requests")
    invite = models.ForeignKey(Invite, models.PROTECT, related_name="requests")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="join_requests")
    name = models.CharField(max_length=40)
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    # What was said yes to and which text was shown; written to the ledger on admission: nobody refused is in it.
    consents = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(state="asked"), name="join_request_open_once"
            ),
            models.CheckConstraint(
                name="join_request_decided",
                condition=Q(state="asked", decided_at=None) | (~Q(state="asked") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> MembershipQuerySet:
        return self.filter(ended_at=None)

    def captains(self) -> MembershipQuerySet:
        return self.filter(ended_at=None, role=Role.CAPTAIN)

    def who_may_invite(self) -> MembershipQuerySet:
        """By role and charter; that a member has settled is asked when the invite is made (trust.md R20)."""
        inviters = Charter.objects.filter(group=OuterRef("group")).order_by("-version").values("inviters")[:1]
        return (
            self.current()
            .annotate(inviters=Subquery(inviters))
            .filter(Q(role=Role.CAPTAIN) | Q(inviters=Charter.Inviters.MEMBERS))
        )


class Membership(models.Model):
    """Belonging, with its beginning and its end. One current membership per profile, and so per person and group."""

    class Ending(models.TextChoices):
        LEFT = "left", _("Left")
        REMOVED = "removed", _("Removed")

    class Words(models.TextChoices):
        """What becomes of a leaver's messages (product.md "Joining")."""

        KEEP = "keep", _("Keep my words with my name")
        ANONYMISE = "anonymise", _("Keep my words without my name")
        DELETE = "delete", _("Delete my words")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.MEMBER)
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="+")  # the version accepted
    request = models.ForeignKey(JoinRequest, models.PROTECT, null=True, related_name="memberships")
    joined_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, editable=False)
    ending = models.CharField(max_length=8, choices=Ending.choices, blank=True, editable=False)
    # The leaver's choice, until it is carried out: a stopped process is resumed from here.
    words_due = models.CharField(max_length=9, choices=Words.choices, blank=True, editable=False)
    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "profile"], condition=Q(ended_at=None), name="membership_once"),
            models.CheckConstraint(
                name="membership_ending_said",
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class BrandSeat(models.Model):
    """A brand person's visible place (trust.md R8, R11, R12). Only who speaks takes part; all others see the group's
    card and nothing else: knocking waits for the captain's first word, listening begins with it, and stepped back is
    where the members' vote sends all of them. Gone is `ended_at`.

    `heard_from`: when the captain let it in, from which its week of listening counts; null where the captain decides
    about speaking. `welcomed_at`: the captain has decided so.
    """

    class State(models.TextChoices):
        KNOCKING = "knocking", _("Knocking")
        LISTENING = "listening", _("Listening")
        SPEAKING = "speaking", _("Speaking")
        STEPPED_BACK = "stepped", _("Stepped back")

    LISTENS_FOR = timedelta(days=7)

    DUTIES = (Duty.Kind.VOICE, Duty.Kind.MANAGER)  # who may hold a seat, and only while the duty lasts

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="seats")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="seats")
    state = models.CharField(max_length=10, choices=State.choices, default=State.KNOCKING)
    heard_from = models.DateTimeField(null=True, editable=False)
    welcomed_at = models.DateTimeField(null=True, editable=False)
    taken_at = models.DateTimeField(default=timezone.now, editable=False)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "profile"], condition=Q(ended_at=None), name="brand_seat_once"),
            models.CheckConstraint(
                name="brand_seat_listens_first",
                condition=~Q(state="speaking")
                | Q(welcomed_at__isnull=False)
                | Q(heard_from__isnull=False, since__gte=F("heard_from") + timedelta(days=7)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def speaks_from(self) -> datetime | None:
        """When its week of listening is over; None where the captain decides."""
        return self.heard_from and self.heard_from + self.LISTENS_FOR
