"""Words shown beside a conversation, marked so that the web client changes and takes them away with the message."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID


def mark(room: UUID, seq: int, at: datetime, *, author: UUID | None, by: str, words: str, named: bool = True) -> str:
    """For `data-last`. `by` stands before the words; it is the author's name where `named`, and follows it."""
    told = {"room": str(room), "seq": seq, "at": round(at.timestamp() * 1000), "author": author and str(author)}
    return json.dumps({**told, "by": by, "words": words, "named": named}, ensure_ascii=False)
