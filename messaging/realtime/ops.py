"""The op table of `snug.v1`: which ops there are, who says them, what policy action they need, how they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from community.surface import Action
from messaging.realtime import frames, said
from messaging.realtime.limits import EDITS, MESSAGES, REACTIONS, REPORTS, SUBS, Rate
from moderation.enforce import judged_ops


class Direction(Enum):
    UP = "client to server"
    DOWN = "server to client"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Op:
    """`surface`: the policy action a client needs for it; `read` makes a command of its fields; `counted` towards the
    frames a person may send; `rate`: its own bucket besides."""

    name: str
    direction: Direction
    says: str
    surface: Action | None = None
    read: Callable[[frames.Fields], said.Command] | None = None
    counted: bool = True
    rate: Rate | None = None


_ALL = (
    Op("hello", Direction.DOWN, "The connection stands; which log this is, and the limits."),
    Op(
        "sub",
        Direction.UP,
        "Follow rooms, each from the last event one has; also resumes and repairs gaps. Idempotent.",
        Action.READ_MESSAGES,
        frames.read_sub,
        rate=SUBS,
    ),
    Op("subd", Direction.DOWN, "Followed: events with from < seq <= head come next, then live ones."),
    Op("resync", Direction.DOWN, "Too much was missed, or another log: load the page anew, then follow again."),
    Op("unsubd", Direction.DOWN, "No longer followed: forget the room and its cache."),
    Op("ev", Direction.DOWN, "An event of a followed room, strictly the one after the last."),
    Op(
        "send",
        Direction.UP,
        "Say something. The cid is made once per message and kept through retries.",
        Action.SEND_MESSAGE,
        frames.read_send,
        rate=MESSAGES,
    ),
    Op("ack", Direction.DOWN, "It is committed."),
    Op(
        "edit",
        Direction.UP,
        "Other words for one's own message, within fifteen minutes. A cid of its own, kept through retries.",
        Action.EDIT_OWN,
        frames.read_edit,
        rate=EDITS,
    ),
    Op(
        "react",
        Direction.UP,
        "One's emoji on a message, or off it again. Doing so twice changes nothing.",
        Action.REACT,
        frames.read_react,
        rate=REACTIONS,
    ),
    Op(
        "vote",
        Direction.UP,
        "Choose in a poll instead of what one chose before; none takes it back. A secret ballot is handed in once.",
        Action.VOTE,
        frames.read_vote,
        rate=REACTIONS,
    ),
    Op(
        "close",
        Direction.UP,
        "End a poll: one's own, as captain any.",
        Action.CLOSE_POLL,
        frames.read_close,
        rate=EDITS,
    ),
    Op("del", Direction.UP, "Take back one's own message.", Action.DELETE_OWN, frames.read_del, rate=EDITS),
    Op(
        "report",
        Direction.UP,
        "Say that something is wrong: what one sees, or could within thirty days. The same again is the same report.",
        Action.REPORT,
        frames.read_report,
        rate=REPORTS,
    ),
    Op("reported", Direction.DOWN, "It is taken in: its receipt, and when one hears what came of it."),
    Op(
        "voted",
        Direction.DOWN,
        "So many have voted in a secret poll; `handed_in`: oneself, too. Of no log, and may be lost.",
    ),
    Op("note", Direction.DOWN, "A hold on one's message ended."),
    Op(
        "read",
        Direction.BOTH,
        "Read up to here; echoed to the person's other connections. The newest wins, one per second.",
        Action.MARK_READ,
        frames.read_read,
        counted=False,
    ),
    Op(
        "unread",
        Direction.BOTH,
        "Unread again from this message on; echoed to the person's other connections. It alone goes back.",
        Action.MARK_READ,
        frames.read_unread,
        counted=False,
    ),
    Op("inbox", Direction.DOWN, "What of one's inbox is unread now; `read` names what was read elsewhere."),
    Op("folded", Direction.DOWN, "Whose words the person has blocked in a room, all of them: fold what they say."),
    Op("event", Direction.DOWN, "One of the group's events changed: who shows it asks for it anew."),
    Op("direct", Direction.DOWN, "Somebody asks the person for a conversation of two, or they have on another device."),
    Op("draft", Direction.DOWN, "What the person is writing in a room, as it was last typed on some device."),
    Op("muted", Direction.DOWN, "The person has muted a room for themselves, or hears of it again, on some device."),
    Op(
        "typing",
        Direction.BOTH,
        "Writing, or no longer; never stored, expires after 6 s. The newest wins, one per second.",
        Action.TYPE,
        frames.read_typing,
        counted=False,
    ),
    Op("ping", Direction.DOWN, "Answer with the same n: it proves that all before it arrived."),
    Op("pong", Direction.UP, "The answer.", Action.CONNECT, frames.read_pong, counted=False),
    Op("err", Direction.DOWN, "What could not be done, and why; also goes before a close."),
)

OPS = judged_ops({op.name: op for op in _ALL})
READERS = {op.name: op.read for op in _ALL if op.read is not None}
NAME_OF: dict[type[said.Queued], str] = {
    said.Sub: "sub",
    said.Send: "send",
    said.Edit: "edit",
    said.React: "react",
    said.Vote: "vote",
    said.Close: "close",
    said.Del: "del",
    said.Report: "report",
}
_RATES = {kind: rate for kind, name in NAME_OF.items() if (rate := OPS[name].rate) is not None}


def rate_of(command: said.Queued) -> Rate:
    """The bucket of its op, from which it takes besides the person's frames."""
    return _RATES[type(command)]
