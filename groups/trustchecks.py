"""What groups can prove (trust.md R43): nobody too many, nobody reading from outside unannounced."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from groups.models import BreakGlass, Group
from groups.models.glass import DAY
from messaging.log import Kind, Note
from messaging.models import Room, RoomEvent
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
