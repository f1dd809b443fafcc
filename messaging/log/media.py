"""Photos and files that come with new words: taken under the room's lock, in the same transaction. A batch without any
asks nothing and writes nothing for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from community import prepared
from messaging.log.entries import Attached, Draft, Facts, Stored
from messaging.log.sql import run, uuids
from messaging.media import keeping
from messaging.models import Media

# As JSON, of the message whose id the statement around it names `{of}`; `access/lines.py` reads the same.
SHAPES = """(
    SELECT json_agg(json_strip_nulls(json_build_object(
        'id', d.id, 'kind', d.kind, 'width', d.width, 'height', d.height,
        'blur', CASE d.kind WHEN 'photo' THEN d.blur END, 'alt', CASE d.kind WHEN 'photo' THEN d.alt END,
        'name', CASE d.kind WHEN 'file' THEN d.name END, 'bytes', CASE d.kind WHEN 'file' THEN d.bytes END
    )) ORDER BY d.place) FROM messaging_media d WHERE d.message_id = {of} AND d.taken_at IS NULL
)"""

_ATTACH = """
UPDATE messaging_media d SET message_id = v.message, place = v.place, pending_id = NULL
FROM unnest(%b::uuid[], %b::uuid[], %b::smallint[]) AS v(id, message, place) WHERE d.id = v.id
"""

_BARRED = """
SELECT d.id FROM messaging_media d JOIN messaging_room r ON r.id = d.room_id
JOIN messaging_blockedpicture b ON b.brand_id = r.brand_id AND b.mark = ANY(d.marks)
WHERE d.id = ANY(%t::uuid[])
"""

_HOLD = """
UPDATE messaging_media d SET pending_id = v.pending, place = v.place
FROM unnest(%b::uuid[], %b::uuid[], %b::smallint[]) AS v(id, pending, place) WHERE d.id = v.id
"""


def shapes() -> RawSQL:
    """Of the messages that a query of messages asks for."""
    return RawSQL(f"{SHAPES.format(of='messaging_message.id')}::jsonb", [], output_field=JSONField())  # noqa: S611 - our own


def with_media(drafts: Sequence[Draft], facts: dict[int, Facts]) -> dict[int, Facts]:
    """Adds what drafts take along, of their author in their room; one that two drafts name is shared between them, so
    that the second sees that it is taken."""
    wanted = {n: draft for n, draft in enumerate(drafts) if draft.media and n in facts}
    if not wanted:
        return facts
    ids = {one for draft in wanted.values() for one in draft.media}
    rows = {row.pk: row for row in Media.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")}
    barred = {pk for (pk,) in prepared.rows(_BARRED, [uuids(rows)])}
    known = {pk: Attached(pk, row.shape, row.message_id is None, pk in barred) for pk, row in rows.items()}
    found = dict(facts)
    for n, draft in wanted.items():
        its = [rows[one] for one in draft.media if one in rows and _is_its(rows[one], draft, facts[n])]
        found[n] = facts[n]._replace(media=tuple(known[row.pk] for row in its))
    return found


def _is_its(row: Media, draft: Draft, facts: Facts) -> bool:
    """Of this author, here, and not with other words that wait for a decision."""
    here = row.room_id == draft.room_id and row.actor_id == facts.profile_id
    return here and row.pending_id in (None, draft.pending)


def are_there(draft: Draft, facts: Facts) -> bool:
    """Whether all that the draft names is there and free, each once."""
    return len(set(draft.media)) == len(facts.media) == len(draft.media) and all(one.free for one in facts.media)


def take(facts: Facts) -> None:
    """Nothing after this item may have what came with it."""
    for one in facts.media:
        one.free = False


def store(entries: Iterable[Stored]) -> None:
    rows = [
        (one.id, entry.mid, place)
        for entry in entries
        if entry.draft.media
        for place, one in enumerate(entry.facts.media)
    ]
    if rows:
        run(_ATTACH, zip(*rows, strict=True))


def hold(held: Iterable[tuple[UUID, Sequence[Attached]]]) -> None:
    """What waits with the words of a hold."""
    rows = [(one.id, pending, place) for pending, media in held for place, one in enumerate(media)]
    if rows:
        run(_HOLD, zip(*rows, strict=True))


def take_back(mids: Sequence[UUID], at: datetime) -> None:
    """Their author has: nobody is shown it any more. What becomes of the files is done behind (`media/keeping.py`)."""
    Media.objects.filter(message__in=mids).update(taken_at=at, alt="", blur="", name="")
    transaction.on_commit(keeping.wake)
