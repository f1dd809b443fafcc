"""The ONE JSON shape of messages and events: REST, socket and export alike (architecture.md "Anatomy").

An actor is `{id, name, badge}`, or null for a former member and for the system; `badge` is null, "captain" or "brand".
Times are ISO 8601 in UTC with milliseconds. Ids are text; where only the encoder sees them, `ids` leaves them to it:
that is a tenth of the work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.utils import timezone

from messaging.access.held import Held
from messaging.access.history import Page
from messaging.access.lines import Line
from messaging.access.quotes import Quote
from messaging.links import sites
from messaging.log import Kind, Stored
from messaging.log.entries import ABOUT
from messaging.models.log import OUT_OF_SIGHT, WORDLESS
from messaging.naming import Named
from messaging.polling import Asked, told
from messaging.searching import Match
from moderation.screening import sentence

Json = dict[str, Any]
Ids = Callable[[UUID], Any]
QUOTE_LENGTH = 160  # of the one line
BADGES = {"captain": "captain", "brand": "brand"}
# Events that carry a cid.
TALKING = frozenset(one.value for one in (Kind.MESSAGE, *ABOUT))


@lru_cache(maxsize=512)
def time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def actor(
    profile_id: UUID | None, person_id: UUID | None, name: str | None, voice: str | None, ids: Ids = str
) -> Json | None:
    if profile_id is None or person_id is None:
        return None
    return {"id": ids(profile_id), "name": name, "badge": BADGES.get(voice or "")}


def message(line: Line, ids: Ids = str) -> Json:
    """A message as it stands now. A deleted one keeps its place and has no words; of a `hidden` one they are out of
    sight after a report. `sites`: where its links really lead, for those that do not show it (see `links.sites`)."""
    found: Json = {
        "room": ids(line.room_id),
        "seq": line.seq,
        "mid": ids(line.mid) if line.mid else None,
        "actor": actor(line.actor_id, line.person_id, line.name, line.voice, ids),
        "at": time(line.at),
        "body": _body(line),
        "deleted": line.deleted_at is not None,
        "cid": ids(line.cid) if line.cid else None,
        "version": line.version,
        "edited_at": time(line.edited_at) if line.edited_at else None,
        "reactions": line.reactions or [],
    }
    if line.reply_seq is not None and line.reply_mid is not None:
        # Where it is, never its words: a frame is the same for everybody, and not everybody may see that message.
        found["reply_to"] = {"mid": ids(line.reply_mid), "seq": line.reply_seq}
    _show(line, found)
    return found


def page(found: Page) -> list[Json]:
    """The messages of a page, and with each that answers another what its reader may see of that one now."""
    quotes = {mid: quote(one) for mid, one in found.quotes.items()}
    return [
        message(line) | ({"quote": quotes.get(line.reply_mid)} if line.reply_mid else {}) | _handed(line, found)
        for line in found.messages
    ]


def _handed(line: Line, found: Page) -> Json:
    """Of a secret poll, whether its reader has handed in a ballot."""
    secret = line.poll is not None and line.poll["secret"]
    return {"handed_in": line.mid in found.handed} if secret else {}


def quote(one: Quote) -> Json:
    """One line of an earlier message. What the reader may not see of it, or no longer, has none: null."""
    by = actor(one.actor_id, one.person_id, one.name, one.voice)
    return {"actor": by, "body": one_line(one.body) or str(WORDLESS), "version": one.version}


def one_line(body: str) -> str:
    line = " ".join(body.split())
    return line if len(line) <= QUOTE_LENGTH else f"{line[: QUOTE_LENGTH - 1].rstrip()}…"


def event(line: Line, ids: Ids = str) -> Json:
    """An entry of the log. A `msg.new` is the message itself; `of` is the seq of an earlier message it is about. A
    `msg.edit` shows its message as it stands now and a `poll` the poll; of a faded reaction, and of a poll
    that is gone or out of sight, nothing is left to tell."""
    if line.kind == Kind.MESSAGE:
        return {"op": "ev", "kind": line.kind, **message(line, ids)}
    if (line.kind == Kind.REACTED and not line.data) or (line.kind == Kind.POLLED and not _polled(line)):
        return skipped(line.room_id, line.seq)
    frame: Json = {
        "op": "ev",
        "room": ids(line.room_id),
        "seq": line.seq,
        "kind": line.kind,
        "at": time(line.at),
        "actor": actor(line.actor_id, line.person_id, line.name, line.voice, ids),
    }
    if line.of is not None:
        frame["of"] = line.of
    if line.mid is not None:
        frame["mid"] = ids(line.mid)
    if line.kind in TALKING:
        frame["cid"] = ids(line.cid) if line.cid else None
    if line.kind == Kind.POLLED:
        return frame | _polled(line)
    if line.kind == Kind.EDITED:
        frame |= {"body": _body(line), "version": line.version, "deleted": line.deleted}
        _show(line, frame)
    return frame | line.data


def _body(line: Line) -> str:
    """In the reader's language where its words are out of sight: there, an app that does not know `hidden` shows it."""
    return str(OUT_OF_SIGHT) if line.hidden else line.body or ""


def _show(line: Line, found: Json) -> None:
    """Adds what a message has besides its words; most have nothing."""
    if line.hidden:
        found["hidden"] = True
        return
    if line.media and not line.deleted:
        found["media"] = line.media
    if line.mentions and not line.deleted:
        found["mentions"] = line.mentions
    if line.body and (where := sites(line.body)):
        found["sites"] = where
    if line.poll is not None:
        found |= _polled(line)


def _polled(line: Line) -> Json:
    """What it asks, as it stands now."""
    if line.poll is None or line.deleted or line.hidden or line.mid is None:
        return {}
    return {"poll": told(line.mid, line.poll, timezone.now())}


def held(one: Held, ids: Ids = str) -> Json:
    """Own words that a rule held, or what came of them: `mid` is the message they change, if they change one,
    `reply_to` the one they answer, `media` what waits with them. `why` is
    the rule's sentence in the reader's language; spans count code points of `body`."""
    pending = one.pending
    return {
        "room": ids(pending.room_id),
        "cid": ids(pending.cid),
        "mid": ids(pending.message_id) if pending.message_id else None,
        **({"reply_to": {"mid": ids(pending.reply_to.pk), "seq": pending.reply_to.seq}} if pending.reply_to else {}),
        "body": one.body,
        "rule": pending.rule,
        "why": str(sentence(pending.rule)),
        "spans": one.spans,
        "state": pending.state,
        "at": time(pending.held_at),
        "until": time(pending.until),
        "objected": one.objected,
        **({"poll": asked(*one.poll)} if one.poll else {}),
        **({"lost": True} if one.lost else {}),
        **({"media": [it.shape for it in one.media]} if one.media else {}),
    }


def asked(question: str, poll: Asked) -> Json:
    """A poll that waits or came back, whole."""
    return {
        "question": question,
        "options": list(poll.options),
        "multiple": poll.multiple,
        "secret": poll.secret,
        "ends_at": time(poll.closes_at) if poll.closes_at else None,
    }


def voted(room: UUID, mid: UUID, seq: int, cast: int) -> Json:
    """How many have handed in a ballot in a secret poll: of no log, and lost where nobody hears it."""
    return {"op": "voted", "room": str(room), "mid": str(mid), "of": seq, "voted": cast}


def handed_in(room: UUID, mid: UUID, seq: int, cast: int) -> Json:
    """The same to whoever has: nobody else hears that it was they, and nobody what is on it."""
    return voted(room, mid, seq, cast) | {"handed_in": True}


def hit(match: Match, ids: Ids = str) -> Json:
    """A message that a search found; spans count code points of `body`."""
    one = match.hit
    return {
        "room": ids(one.room_id),
        "group": ids(one.space),
        "kind": one.kind,
        "seq": one.seq,
        "mid": ids(one.mid),
        "actor": actor(one.actor_id, one.person_id, one.name, one.voice, ids),
        "at": time(one.at),
        "body": one.body,
        "spans": [list(span) for span in match.spans],
    }


def skipped(room_id: UUID, seq: int) -> Json:
    """The bare form of an event: about a message from before the reader's time, or one that has faded away."""
    return {"op": "ev", "room": str(room_id), "seq": seq, "kind": "skip"}


def encoded_event(line: Line) -> bytes:
    return encode(event(line, _left_alone))


def _left_alone(value: UUID) -> UUID:
    return value


def encode(frame: Json | list[Json]) -> bytes:
    return orjson.dumps(frame)


def _mentions(named: Sequence[Named]) -> list[Json]:
    return [
        {"what": one.what, "profile": str(one.profile) if one.profile else None, "span": [one.start, one.end]}
        for one in named
    ]


def fresh_line(stored: Stored) -> Line:
    """What reading this event back from the database would give."""
    draft, facts, words = stored.draft, stored.facts, stored.facts.words
    return Line(
        room_id=draft.room_id,
        seq=stored.seq,
        kind=draft.kind.value,
        of=words.seq if words else None,
        cid=draft.cid,
        data=dict(draft.data),
        at=stored.at,
        mid=stored.mid,
        body=words.body if words else draft.body,
        version=words.version if words else 1,
        deleted_at=words.deleted_at if words else None,
        actor_id=facts.profile_id,
        person_id=facts.person_id,
        name=facts.name,
        voice=facts.voice or draft.data.get("voice"),
        edited_at=None,
        reactions=None,
        hidden_at=words.hidden_at if words else None,
        media=words.media if words else [one.shape for one in facts.media] or None,
        reply_seq=facts.answered.seq if facts.answered else None,
        reply_mid=facts.answered.mid if facts.answered else None,
        mentions=_mentions(named) if (named := words.mentions if words else draft.mentions) else None,
    )
