"""The conversation page of a room, complete without JavaScript; views of the floor above say where it hangs.

A view loads the seat and asks `conversation` for the context; what a form hands in goes to `messaging/handed_in.py`.
No URL of a group is known here: the `Lane` brings them.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from community.errors import Words
from community.models import Brand
from community.templatetags.look import brand_key
from messaging import draft_words, serializers, turns
from messaging.access import Page, Seat, history
from messaging.access.held import Held, own_held
from messaging.access.rooms import post_facts as facts_of
from messaging.access.standing import Opening
from messaging.actions.verdicts import EDIT_WINDOW
from messaging.chips import QUICK
from messaging.handed_in import Draft, new_cid
from messaging.log import Kind
from messaging.models import Room
from messaging.muting import bell
from messaging.nights import night
from messaging.page_words import people_line, room_notes, words
from messaging.pinned import pinned
from messaging.slowness import slow_here
from moderation import policy

PAGE = 50
# The web client is small modules: the browser may fetch them all at once instead of one behind the other. Of `types.js`
# nothing runs: it is for who writes a client. What a message's menu holds comes when the page stands.
_LATER = {
    *("types.js", "sheet.js", "quick.js"),
    *("habits.js", "drafts.js", "night.js", "pins.js", "slow.js"),
    *("picker.js", "emoji-button.js"),
    *("badges.js", "beside.js", "lastwords.js", "unread.js"),
}
MODULES = sorted({path.name for path in (Path(__file__).parent / "static" / "messaging").glob("*.js")} - _LATER)


@cache
def modules() -> list[str]:
    """Addresses of the web client's modules."""
    return [static(f"messaging/{module}") for module in MODULES]


@dataclass(frozen=True)
class Lane:
    """Where a room's page hangs and what it is called there."""

    url: str  # of the page; `say/`, `read/` and what is done with a message (`message/<mid>/` …) are below it
    who_url: str  # "Who can read this"
    home_url: str
    title: str  # the group
    name: str  # Talk, Notices
    prompt: str  # in the empty field
    people_url: str  # `<profile>/block/` is below it
    brand: Brand
    zone: str  # IANA, until the browser has told its own
    outside: int = 0  # how many read it who are not in it


def conversation(
    request: HttpRequest, opening: Opening, lane: Lane, readers: Mapping[str, str], draft: Draft | None = None
) -> dict[str, Any]:
    """Context of `messaging/conversation.html`; `readers`: who can read the room, names by profile. Opens at the first
    unread; `?before=` and `?after=` page through."""
    seat, fresh = opening.seat, opening.first_unread
    page = _page(request, seat, fresh)
    zone = reader_zone(request, lane.zone)
    said, came = _json(page.messages, events=False), _json(page.events, events=True)
    wire = _wire(said, came if _shows_joins(seat) else [])
    folded = sorted(str(one) for one in opening.folded)
    # Whoever is folded is counted under a message, but not named.
    named = {one: name for one, name in readers.items() if one not in folded}
    reader = turns.Reader(str(seat.profile.pk), fresh, zone, named, folded)
    refusal, people, slow = post_refusal(seat), len(readers) + lane.outside, slow_here(opening)
    waiting = own_held(seat) if opening.holds else []
    draft = draft or _to_reword(request, waiting)
    return {
        "lane": lane,
        "brand": lane.brand,
        "kind": seat.room.kind,
        "came_later": not page.messages and opening.said_before,
        "page": page,
        "rows": turns.rows(wire, reader, has_older=page.has_older, has_newer=page.has_newer),
        "unread_here": fresh is not None,
        "may_post": refusal is None,
        "may_react": _may_react(seat),
        "closed": refusal,
        "cid": (draft and draft.cid) or new_cid(),
        "draft": draft.body if draft else "",
        "refusal": draft.refusal if draft else "",
        "nudge": draft.nudge if draft else None,
        "held": [] if page.has_newer else waiting,
        "people_line": people_line(people),
        "slow": slow,
        "modules": modules(),
        **_above(opening, lane, zone),
        "data": _data(seat, lane, page, fresh)
        | {"messages": said, "events": came, "people": people, "names": dict(readers), "zone": str(zone)}
        | {"slow": slow.told(), "held": [serializers.held(one) for one in waiting], "folded": folded}
        | _unsent(opening),
    }


def _above(opening: Opening, lane: Lane, zone: tzinfo) -> dict[str, Any]:
    """What stands in the room's head and in the place of its field: how reader and captains keep it."""
    return {"pins": pinned(opening, lane.url), **bell(opening.seat, zone), **night(opening.seat, zone)}


def _unsent(opening: Opening) -> dict[str, Any]:
    """What the reader is writing, on whatever device."""
    words, version = opening.draft or (b"", 0)
    return {"draft": {"body": draft_words.read(opening.seat.participant.pk, words), "version": version}}


def post_refusal(seat: Seat) -> Words | None:
    """None where this person may write, else why not, in words for the place of the field."""
    code = policy.may_post(post_facts(seat))
    return policy.refusal(code).words if code else None


def post_facts(seat: Seat) -> policy.PostFacts:
    """What is true of the reader now, for the policy."""
    return facts_of(seat.participant)


def reader_zone(request: HttpRequest, fallback: str) -> tzinfo:
    """The zone that the browser told (a cookie of the web client), else the fallback, else UTC."""
    for name in (request.COOKIES.get("tz", ""), fallback):
        if 0 < len(name) <= 64:
            try:
                return zoneinfo.ZoneInfo(name)
            except (KeyError, ValueError, OSError):  # unknown, or no name of a zone at all
                continue
    return zoneinfo.ZoneInfo("UTC")


def _page(request: HttpRequest, seat: Seat, fresh: int | None) -> Page:
    before, after = _number(request, "before"), _number(request, "after")
    if before is not None or after is not None:
        return history(seat, before=before, after=None if before is not None else after, limit=PAGE)
    far = fresh is not None and seat.room.last_seq - fresh >= PAGE  # the newest page may not hold it
    return history(seat, around=fresh if far else None, limit=PAGE)


def _number(request: HttpRequest, name: str) -> int | None:
    """A bad number in a link is no reason for an error page: the page opens as usual."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def _to_reword(request: HttpRequest, waiting: Sequence[Held]) -> Draft | None:
    """`?reword=<cid>`: words that came back stand in the field again, and stay where they are until put away."""
    asked = request.GET.get("reword", "")
    return next((Draft(one.body, "") for one in waiting if asked and str(one.pending.cid) == asked), None)


def _may_react(seat: Seat) -> bool:
    return policy.may_react(post_facts(seat)) is None


def _shows_joins(seat: Seat) -> bool:
    """In Talk one says hello; among notices it would bury them."""
    return seat.room.kind != Room.Kind.NOTICES


def _wire(said: list[dict[str, Any]], came: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is drawn, in the order of the log: words that stand, who came, and what was decided about the room."""
    items = [item for item in said if not item["deleted"]]
    items += [item for item in came if item["kind"] == Kind.JOINED and item["actor"] is not None]
    items += [item for item in came if item["kind"] == Kind.ROOM and item["what"] in room_notes()]
    return sorted(items, key=lambda item: int(item["seq"]))


def _data(seat: Seat, lane: Lane, page: Page, fresh: int | None) -> dict[str, Any]:
    """What the web client begins with: the page in the API's shape, addresses, words."""
    me = seat.participant
    return {
        "room": str(seat.room.pk),
        "joins": _shows_joins(seat),
        "self": serializers.actor(seat.profile.pk, seat.person.pk, seat.profile.name, me.voice),
        "brand": {"name": lane.brand.name, "key": brand_key(lane.brand.colour)},
        "at_seq": page.at_seq,
        "read_seq": me.read_seq,
        "fresh_seq": fresh,
        "has_older": page.has_older,
        "has_newer": page.has_newer,
        "may_react": _may_react(seat),
        "may_pin": policy.may_pin(post_facts(seat)) is None,
        "locked_until": serializers.time(seat.room.locked_until) if seat.room.locked_until else None,
        "quick": QUICK,
        "edit_s": EDIT_WINDOW.total_seconds(),
        "now": timezone.now().timestamp() * 1000,
        "urls": {
            "page": lane.url,
            "messages": f"/api/v1/rooms/{seat.room.pk}/messages",
            "room": f"/api/v1/rooms/{seat.room.pk}",
            "emoji": static("messaging/emoji/en.json"),
            "rooms": "/api/v1/rooms",
            "held": f"/api/v1/rooms/{seat.room.pk}/held",
            "objections": f"/api/v1/rooms/{seat.room.pk}/objections",
            "socket": "/ws/v1/",
            "session": "/api/v1/session",
            "sign_in": f"{reverse('people:signin')}?next={lane.url}",
            "home": lane.home_url,
            "people": lane.people_url,
        },
        "words": words(),
    }


def _json(lines: Sequence[Any], *, events: bool) -> list[dict[str, Any]]:
    shape = serializers.event if events else serializers.message
    return [shape(line) for line in lines]
