"""Every number of the protocol `snug.v1`, once: the engine obeys them, `hello` and the AsyncAPI document publish them
(realtime.md "Frames", "Connecting", "Heartbeat and back-pressure are one mechanism").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

from messaging.models import BODY_LENGTH, EMOJI_LENGTH

VERSION = 1
SUBPROTOCOL = "snug.v1"
PATH = "/ws/v1/"

FRAME_BYTES = 16 * 1024
FRAME_DEPTH = 8
ID_LENGTH = 64
BODY = BODY_LENGTH
EMOJI = EMOJI_LENGTH
EMOJI_PER_MESSAGE = 20  # different ones
EDIT_S = 15 * 60  # after its message was said
ROOMS_PER_SUB = 200
RULES_PER_CONFIRM = 8
RULE_LENGTH = 64
BAD_FRAMES = 20  # on one connection, then 4000

BEHIND_EVENTS = 500
BEHIND_DAYS = 7
PAGE_EVENTS, PAGE_BYTES = 100, 64 * 1024

PING_S = 20
PONG_S = 20
TYPING_S = 6
MAX_AGE_S = 4 * 60 * 60
SPREAD_S = 10
SOCKETS_PER_PERSON = 5
TICKET_S = 60
QUEUE = 32  # commands of one socket that wait
PING_BYTES = 64 * 1024  # a ping as soon as so many bytes have gone out since the last one
PINGS = 16  # unanswered at most
WINDOW_BYTES = 256 * 1024  # unconfirmed: from here nothing more is sent but one frame
SWEEP_S, SWEEP_JITTER_S = 5, 1


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` per `seconds`, of which `burst` may come at once."""

    name: str
    count: int
    seconds: int
    burst: int

    @property
    def per_second(self) -> float:
        return self.count / self.seconds * float(settings.RATE_FACTOR)

    @property
    def capacity(self) -> float:
        return self.burst * float(settings.RATE_FACTOR)


MESSAGES = Rate("messages", 10, 10, 20)
EDITS = Rate("edits", 10, 60, 10)
REACTIONS = Rate("reactions", 10, 10, 20)
DRAFTS = Rate("drafts", 30, 10, 30)  # over REST
ASKS = Rate("asks", 10, 24 * 60 * 60, 5)  # of people one has never talked with
REPORTS = Rate("reports", 12, 60, 12)  # before anybody is asked; how many an hour is the action's to count
SEARCHES = Rate("searches", 30, 60, 30)  # each reads through all that one may read
FRAMES = Rate("frames", 60, 10, 60)
# Of one connection, beside those: read, typing, pongs that answer nothing, the WebSocket's own pings and pongs. A pong
# that answers is not counted: there are as many as pings, and a busy reader has hundreds a second.
OTHERS = Rate("others", 200, 10, 200)
SUBS = Rate("subs", 20, 60, 20)
HANDSHAKES = Rate("handshakes", 10, 60, 10)
ADDRESS_HANDSHAKES = Rate("address", 300, 60, 300)
FAILED_HANDSHAKES = Rate("failed", 30, 60, 30)
PERSON_RATES = (MESSAGES, EDITS, REACTIONS, DRAFTS, REPORTS, FRAMES, SUBS, HANDSHAKES)
ADDRESS_RATES = (ADDRESS_HANDSHAKES, FAILED_HANDSHAKES)

CLOSE = {
    4000: "too many bad frames: stop",
    4001: "session ended: sign in",
    4003: "account disabled: stop",
    4008: "slow consumer: resume",
    4009: "no pong: resume",
    4011: "replaced by a newer connection of the same person: stop",
    4012: "going away or connection too old: resume after a random 0-10 s",
    4013: "rate limited: resume after retry_ms",
}
TOO_MANY_BAD, SESSION_ENDED, DISABLED, SLOW, NO_PONG, REPLACED, GOING_AWAY, RATE_LIMITED = CLOSE
SHOWN_OUT = frozenset((TOO_MANY_BAD, SESSION_ENDED, DISABLED, RATE_LIMITED))  # nothing more is done for them
DEAF = frozenset((TOO_MANY_BAD, RATE_LIMITED))  # who is told so is not listened to any longer


@cache
def published() -> dict[str, Any]:
    """The `limits` of `hello`: what a client must know to behave."""
    return {
        "frame_bytes": FRAME_BYTES,
        "frame_depth": FRAME_DEPTH,
        "id_chars": ID_LENGTH,
        "body_chars": BODY,
        "edit_s": EDIT_S,
        "emoji_chars": EMOJI,
        "emoji_per_message": EMOJI_PER_MESSAGE,
        "rooms_per_sub": ROOMS_PER_SUB,
        "behind_events": BEHIND_EVENTS,
        "typing_s": TYPING_S,
        "max_age_s": MAX_AGE_S,
        "rates": {rate.name: [rate.count, rate.seconds, rate.burst] for rate in PERSON_RATES},
    }
