"""Who is named in the words of a batch: rows beside the messages, and the calls to a whole crew, of which a captain has
two in 24 hours. Words that name nobody ask nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from messaging.log.entries import Calls, Draft, Facts, Kind, Stored
from messaging.models import CrewCall, Mention
from messaging.models.naming import CALL_RESTS


def with_calls(drafts: Sequence[Draft], facts: dict[int, Facts]) -> dict[int, Facts]:
    """Adds what the authors of drafts that call the crew have called of late; one list for all of an author's."""
    calling = {n: facts[n].profile_id for n, draft in enumerate(drafts) if n in facts and draft.calls_crew}
    profiles = {one for one in calling.values() if one is not None}
    if not profiles:
        return facts
    calls = {profile: Calls() for profile in profiles}
    standing = CrewCall.objects.filter(profile__in=profiles, until__gt=timezone.now())
    for profile, slot, message in standing.values_list("profile", "slot", "message"):
        calls[profile].taken[slot] = message
    found = dict(facts)
    for n, author in calling.items():
        if author is not None:
            found[n] = found[n]._replace(calls=calls[author])
    return found


class Naming:
    """What the numbered items of one batch come to. Of two changes of one message the later one's names stand."""

    def __init__(self) -> None:
        self.entries: dict[UUID, Stored] = {}
        self.calls: list[CrewCall] = []

    def take(self, entry: Stored) -> None:
        if entry.mid is None or entry.draft.kind not in (Kind.MESSAGE, Kind.EDITED, Kind.DELETED):
            return
        self.entries.pop(entry.mid, None)
        if entry.draft.mentions:
            self.entries[entry.mid] = entry
        calls, profile = entry.facts.calls, entry.facts.profile_id
        if calls is not None and profile is not None and not calls.has(entry.mid):
            slot = calls.take(entry.mid)
            until = entry.at + CALL_RESTS
            self.calls.append(CrewCall(profile_id=profile, message_id=entry.mid, slot=slot, at=entry.at, until=until))

    def store(self) -> None:
        rows = [
            Mention(message_id=mid, what=one.what, profile_id=one.profile, start=one.start, end=one.end, at=entry.at)
            for mid, entry in self.entries.items()
            for one in entry.draft.mentions
        ]
        if rows:
            Mention.objects.bulk_create(rows)
        if self.calls:
            CrewCall.objects.bulk_create(self.calls)
