"""After the commit: whoever looks at an event sees that it has changed. A hint without content: what each may see of
it, they ask for."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from community import live
from groups.models import Membership, Occurrence
from messaging import wakes


def event_changed(occurrence: Occurrence) -> None:
    """Tells the open pages and apps of the group's members. Lost hints cost nothing: pages read anew when opened."""
    transaction.on_commit(partial(_tell, occurrence.group_id, occurrence.pk), robust=True)


def _tell(group: UUID, occurrence: UUID) -> None:
    frame = {"op": "event", "group": str(group), "occurrence": str(occurrence)}
    people = Membership.objects.current().filter(group=group).values_list("profile__person", flat=True)
    live.tell_many([wakes.notice(person, frame=frame) for person in people if person is not None])
