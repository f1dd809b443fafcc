"""What groups can prove (trust.md R43): nobody too many."""

from collections.abc import Iterator

from django.db.models import Count, F, Q

from groups.models import Group
from moderation.trust import proves


@proves("no group is larger than its cap, and all are counted rightly")
def caps() -> Iterator[str]:
    here = Count("memberships", filter=Q(memberships__ended_at=None))
    wrong = Group.objects.annotate(here=here).filter(Q(here__gt=F("size_cap")) | ~Q(here=F("active_count")))
    for group in wrong:
        yield f"group {group.pk} holds {group.here}, counts {group.active_count} and has room for {group.size_cap}"
