"""Words of events, profiles, group cards and of the brand that go out of sight after a report, and come back (trust.md
R35, R37).

What people need to find their way stays: when and where an event is, that somebody is in the group. Under the locks of
what is hidden; what comes back is only what still stands as it was hidden.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import Forbidden
from community.models import Profile
from groups.models import Event, Group, Occurrence
from messaging.actions.participants import tell_renamed
from moderation import access
from moderation.ports import Kept

EVENT_WORDS = ("title", "about", "question", "area", "reason")  # and the names of its paces


def edition(*words: str) -> str:
    """The state that something is in, by the words that can be taken out of sight."""
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:32]


def may_stand(kind: str, subjects: Collection[UUID], *words: str) -> bool:
    """Whether nothing that was reported or decided keeps these words from standing there."""
    return not access.is_held(kind, subjects) and not access.was_taken(kind, subjects, edition(*words))


def demand_other_words(kind: str, subjects: Collection[UUID], *words: str) -> None:
    """What is hidden comes back by a decision, not by its author who says it anew. Raises `Forbidden` `hidden`."""
    if access.is_held(kind, subjects):
        why = _("This is out of sight after a report. It can be changed once that is decided.")
        raise Forbidden(why, code="hidden")
    if access.was_taken(kind, subjects, edition(*words)):
        raise Forbidden(_("These words were taken out of sight by a decision. Find others."), code="hidden")


def hide_event(occurrence: Occurrence) -> Kept | None:
    """Of all its days that say the same: who made it said it once."""
    kept = {name: getattr(occurrence, name) for name in ("title", "about", "question")}
    instead = _event_instead()
    if kept == instead:
        return None
    Occurrence.objects.filter(event=occurrence.event_id, **kept).update(**instead)
    Event.objects.filter(pk=occurrence.event_id, **kept).update(**instead)
    return kept


def restore_event(occurrence: Occurrence, kept: Kept) -> None:
    Occurrence.objects.filter(event=occurrence.event_id, **_event_instead()).update(**kept)
    Event.objects.filter(pk=occurrence.event_id, **_event_instead()).update(**kept)


def hide_profile(profile: Profile) -> Kept | None:
    kept = {"name": profile.name, "bio": profile.bio}
    instead = _profile_instead()
    if kept == instead or profile.person_id is None:
        return None
    Profile.objects.filter(pk=profile.pk).update(**instead)
    tell_renamed(profile.space, profile)
    return kept


def restore_profile(profile: Profile, kept: Kept) -> None:
    if Profile.objects.filter(pk=profile.pk, person__isnull=False, **_profile_instead()).update(**kept):
        tell_renamed(profile.space, profile)


def hide_card(group: Group) -> Kept | None:
    """The name makes way for the slug: two hidden groups of a brand must not bear one name."""
    kept = {"name": group.name, "about": group.about}
    instead = _card_instead(group)
    if kept == instead:
        return None
    Group.objects.filter(pk=group.pk).update(**instead)
    return kept


def restore_card(group: Group, kept: Kept) -> None:
    Group.objects.filter(pk=group.pk, **_card_instead(group)).update(**kept)


def hide_brands(rows: QuerySet[Any]) -> Kept | None:
    """A message to people, or a question about words: it stays as it is, for the brand that wrote it, and nobody else
    reads it. Whom the message has not reached yet it does not reach; nothing is used on the question's ground."""
    return {} if rows.filter(hidden_at=None).update(hidden_at=timezone.now()) else None


def restore_brands(rows: QuerySet[Any]) -> None:
    rows.update(hidden_at=None)


def _event_instead() -> dict[str, str]:
    return {"title": _("An event"), "about": _("Out of sight after a report."), "question": ""}


def _profile_instead() -> dict[str, str]:
    return {"name": _("A member"), "bio": ""}


def _card_instead(group: Group) -> dict[str, str]:
    return {"name": f"{group.pk.hex[:8]}", "about": _("Out of sight after a report.")}
