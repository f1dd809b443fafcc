"""What a room's page shows of what is pinned there."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from messaging.access.pins import lines_of
from messaging.access.standing import Opening

PREVIEW = 120
AROUND = 25  # messages below the one that is jumped to


@dataclass(frozen=True, slots=True)
class Pinned:
    mid: UUID | None
    seq: int
    name: str
    words: str
    url: str


def pinned(opening: Opening, page_url: str) -> list[Pinned]:
    """The latest pinned first; not by whom the reader has blocked."""
    seat = opening.seat
    return [
        Pinned(
            line.mid,
            line.seq,
            (line.name if line.person_id else None) or _("Former member"),
            " ".join((line.body or "").split())[:PREVIEW],
            f"{page_url}?before={line.seq + AROUND}#m{line.seq}",
        )
        for line in lines_of(seat, opening.pins, opening.folded)
    ]
