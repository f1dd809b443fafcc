"""What groups can prove (trust.md R2, R10, R42, R43): nobody too many, nobody who does not belong, nobody reading from
outside unannounced, nothing past its time."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from groups.actions.retention import words_go_before
from groups.models import BrandSeat, BreakGlass, Group, Membership
from groups.models.glass import DAY
from messaging.log import Kind, Note
from messaging.models import Message, Participant, Room, RoomEvent
from moderation.trust import proves


@proves("no group is larger than its cap, and all are counted rightly")
def caps() -> Iterator[str]:
    here = Count("memberships", filter=Q(memberships__ended_at=None))
    wrong = Group.objects.annotate(here=here).filter(Q(here__gt=F("size_cap")) | ~Q(here=F("active_count")))
    for group in wrong:
        yield f"group {group.pk} holds {group.here}, counts {group.active_count} and has room for {group.size_cap}"


@proves("no reading in an emergency is longer than a day, by one person alone, or without its notice")
def glasses() -> Iterator[str]:
    said = RoomEvent.objects.filter(room__space=OuterRef("group"), room__kind=Room.Kind.TALK, seq=OuterRef("notice"))
    told = Exists(said.filter(kind=Kind.ROOM, data__what=Note.GLASS))
    long = Q(closes_at__gt=Coalesce("approved_at", "asked_at") + DAY)
    wrong = BreakGlass.objects.filter(long | Q(approved_by=F("asked_by")) | (Q(approved_at__isnull=False) & ~told))
    yield from (f"reading {pk} is" for pk in wrong.values_list("pk", flat=True))


@proves("who is in a conversation belongs to its group")
def belonging() -> Iterator[str]:
    here = Membership.objects.current().filter(profile=OuterRef("profile"))
    seated = BrandSeat.objects.filter(profile=OuterRef("profile"), state=BrandSeat.State.SPEAKING, ended_at=None)
    active = Participant.objects.filter(active=True, room__space__in=Group.objects.values("pk"))
    without = active.exclude(Exists(here)).exclude(Exists(seated)).values_list("pk", flat=True)
    yield from (f"participant {pk} is no member and holds no seat" for pk in without)


@proves("no message is kept longer than the charter says")
def retention() -> Iterator[str]:
    """The chore that lets them go runs every night."""
    yesterday = timezone.now() - timedelta(days=1)
    for group in Group.objects.order_by("pk"):
        over = Message.objects.filter(room__space=group.pk, created_at__lt=words_go_before(group, yesterday))
        if late := over.filter(deleted_at=None).count():
            yield f"group {group.pk} keeps {late} messages past their time"
