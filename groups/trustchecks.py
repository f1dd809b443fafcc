"""What groups can prove: nobody too many, nobody who does not belong, nothing past its time (trust.md R2, R42, R43)."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from groups.actions.retention import words_go_before
from groups.models import BrandSeat, Group, Membership
from messaging.models import Message, Participant
from moderation.trust import proves


@proves("no group is larger than its cap, and all are counted rightly")
def caps() -> Iterator[str]:
    here = Count("memberships", filter=Q(memberships__ended_at=None))
    wrong = Group.objects.annotate(here=here).filter(Q(here__gt=F("size_cap")) | ~Q(here=F("active_count")))
    for group in wrong:
        yield f"group {group.pk} holds {group.here}, counts {group.active_count} and has room for {group.size_cap}"


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
