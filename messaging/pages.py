"""The conversation page of a room, complete without JavaScript; views of the floor above say where it hangs.

A view loads the seat and asks `conversation` for the context; what a form hands in goes to `messaging/handed_in.py`.
No URL of a group is known here: the `Lane` brings them.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from community.errors import Words
from community.middleware import told_zone
from community.models import Brand
from community.templatetags.look import brand_key
from messaging import draft_words, serializers, turns
from messaging.access import Page, Seat, history
from messaging.access.held import Held, own_held
from messaging.access.rooms import post_facts as facts_of
from messaging.access.standing import Opening
from messaging.actions.verdicts import EDIT_WINDOW
from messaging.chips import QUICK
from messaging.crew import crew_line
from messaging.emoji_words import names_of_emoji
from messaging.handed_in import Draft, new_cid
from messaging.log import Kind
from messaging.models import Participant, Room
from messaging.muting import bell
from messaging.nights import night
from messaging.page_answers import Answering, answering
from messaging.page_words import people_line, room_notes, words
from messaging.pinned import pinned
from messaging.poll_cards import Choosing, refusal_tag
from messaging.shots import beside, unsent
from messaging.slowness import slow_here
from moderation import policy

PAGE = 50
# The web client is small modules: the browser may fetch them all at once instead of one behind the other. Of `types.js`
# nothing runs: it is for who writes a client. What a message's menu holds comes when the page stands, and what shows or
# takes photos with the first one.
_LATER = {
    *("types.js", "sheet.js", "quick.js", "acts.js", "editing.js", "answers.js", "held.js", "name-picker.js"),
    *("habits.js", "drafts.js", "night.js", "pins.js", "slow.js", "lightbox.js", "tray.js"),
    *("picker.js", "emoji-button.js", "bell.js", "polls.js", "asking.js"),
    *("badges.js", "beside.js", "lastwords.js", "moments.js", "unread.js"),
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
    direct_url: str = ""  # `<profile>/` below it is to write to somebody alone; blank where nobody is written to so
    outside: int = 0  # how many read it who are not in it


def conversation(
    request: HttpRequest, opening: Opening, lane: Lane, readers: Mapping[str, str], draft: Draft | None = None
) -> dict[str, Any]:
    """Context of `messaging/conversation.html`; `readers`: who can read the room, names by profile. Opens at the first
    unread, or with `?at=` at one message; `?before=` and `?after=` page through, `?reply=` answers one."""
    seat, fresh = opening.seat, opening.first_unread
    page = _page(request, seat, fresh)
    zone = reader_zone(request, lane.zone)
    said, came = serializers.page(page), [serializers.event(line) for line in page.events]
    wire = _wire(said, came if _shows_joins(seat) else [])
    folded = sorted(str(one) for one in opening.folded)
    reader = _reader(opening, readers, folded, zone)
    rows = turns.rows(wire, reader, has_older=page.has_older, has_newer=page.has_newer)
    people, slow = len(readers) + lane.outside, slow_here(opening)
    waiting = own_held(seat) if opening.holds else []
    written = _field(request, seat, draft or _to_reword(request, waiting))
    written["crew"] = crew_line(seat, len(readers) - 1, opening.called) if written["may_post"] else None
    return {
        "lane": lane,
        "brand": lane.brand,
        "kind": seat.room.kind,
        "came_later": not page.messages and opening.said_before,
        "page": page,
        "found_at": _number(request, "at"),
        "rows": rows,
        "refused": _refused(request, rows),
        "unread_here": fresh is not None,
        "may_react": _may_react(seat),
        "held": [] if page.has_newer else [beside(one, seat.person) for one in waiting],
        "people_line": people_line(people),
        "slow": slow,
        "modules": modules(),
        **_above(opening, lane, zone),
        **written,
        "data": _data(seat, lane, page, fresh)
        | {"messages": said, "events": came, "people": people, "names": dict(readers), "zone": str(zone)}
        | {"slow": slow.told(), "held": [serializers.held(one) for one in waiting], "folded": folded}
        | _begun(opening, written),
    }


def _reader(opening: Opening, readers: Mapping[str, str], folded: list[str], zone: tzinfo) -> turns.Reader:
    """Whoever is folded is counted under a message, but not named."""
    seat, named = opening.seat, {one: name for one, name in readers.items() if one not in folded}
    return turns.Reader(str(seat.profile.pk), opening.first_unread, zone, named, folded, seat.person, choosing(seat))


def _refused(request: HttpRequest, rows: Iterable[turns.Row]) -> dict[str, str]:
    """What was refused of polls that stand open on this page, for their cards; the rest is told above."""
    cards = [say["card"] for row in rows if row.kind == "turn" for say in row.says if say["card"]]
    tags = {refusal_tag(card.mid) for card in cards}
    return {one.extra_tags: str(one) for one in get_messages(request) if one.extra_tags in tags} if tags else {}


def _field(request: HttpRequest, seat: Seat, draft: Draft | None) -> dict[str, Any]:
    """What one writes in: whether one may, what stands in it, and what it answers."""
    refusal = post_refusal(seat)
    return {
        "may_post": refusal is None,
        "may_ask": ask_refusal(seat) is None,
        "closed": refusal,
        "cid": (draft and draft.cid) or new_cid(),
        "draft": draft.body if draft else "",
        "refusal": draft.refusal if draft else "",
        "nudge": draft.nudge if draft else None,
        "answering": answering(request, seat, draft.reply_to if draft else None) if refusal is None else None,
        "waiting_media": unsent(seat, draft.media) if draft and draft.media else [],
    }


def _above(opening: Opening, lane: Lane, zone: tzinfo) -> dict[str, Any]:
    """What stands in the room's head and in the place of its field: how reader and captains keep it."""
    return {"pins": pinned(opening, lane.url), **bell(opening.seat, zone), **night(opening.seat, zone)}


def _begun(opening: Opening, written: dict[str, Any]) -> dict[str, Any]:
    """What the reader is writing, on whatever device, what it answers, and whom it may call."""
    to: Answering | None = written["answering"]
    words, version = opening.draft or (b"", 0)
    draft = {"body": draft_words.read(opening.seat.participant.pk, words), "version": version}
    return {"draft": draft, "answering": to and to.told(), "crew": written["crew"]}


def post_refusal(seat: Seat) -> Words | None:
    """None where this person may write, else why not, in words for the place of the field."""
    code = policy.may_post(post_facts(seat))
    return policy.refusal(code).words if code else None


def ask_refusal(seat: Seat) -> Words | None:
    """The same for polls."""
    code = policy.may_ask(post_facts(seat))
    return policy.refusal(code).words if code else None


def post_facts(seat: Seat) -> policy.PostFacts:
    """What is true of the reader now, for the policy."""
    return facts_of(seat.participant)._replace(closed=seat.closed)


def reader_zone(request: HttpRequest, fallback: str) -> tzinfo:
    """The zone that the browser told, else the account's, as on all pages; before that is known, the fallback."""
    account = timezone.get_current_timezone()
    return told_zone(request) or (account if str(account) != "UTC" else zoneinfo.ZoneInfo(fallback))


def _page(request: HttpRequest, seat: Seat, fresh: int | None) -> Page:
    before, after, at = (_number(request, name) for name in ("before", "after", "at"))
    if at is not None:
        return history(seat, around=at, limit=PAGE)
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
    return next(
        (
            Draft(one.body, "", reply_to=one.pending.reply_to_id)
            for one in waiting
            if asked and str(one.pending.cid) == asked and not one.lost
        ),
        None,
    )


def choosing(seat: Seat) -> Choosing:
    """What the reader may do with polls here."""
    voice = seat.participant.voice
    return Choosing(policy.may_vote(post_facts(seat)) is None, voice == Participant.Voice.CAPTAIN)


def _may_react(seat: Seat) -> bool:
    return policy.may_react(post_facts(seat)) is None


def _shows_joins(seat: Seat) -> bool:
    """In Talk one says hello; among notices it would bury them, and between two it would answer a request."""
    return seat.room.kind not in (Room.Kind.NOTICES, Room.Kind.DIRECT)


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
        "may_hide": policy.may_hide(post_facts(seat)) is None,
        "may_pin": policy.may_pin(post_facts(seat)) is None,
        "locked_until": serializers.time(seat.room.locked_until) if seat.room.locked_until else None,
        "quick": QUICK,
        "edit_s": EDIT_WINDOW.total_seconds(),
        "now": timezone.now().timestamp() * 1000,
        "urls": {
            "page": lane.url,
            "messages": f"/api/v1/rooms/{seat.room.pk}/messages",
            "room": f"/api/v1/rooms/{seat.room.pk}",
            "media": f"/api/v1/rooms/{seat.room.pk}/media",
            "emoji": static(f"messaging/emoji/{names_of_emoji()}.json"),
            "rooms": "/api/v1/rooms",
            "held": f"/api/v1/rooms/{seat.room.pk}/held",
            "objections": f"/api/v1/rooms/{seat.room.pk}/objections",
            "socket": "/ws/v1/",
            "session": "/api/v1/session",
            "sign_in": f"{reverse('people:signin')}?next={lane.url}",
            "home": lane.home_url,
            "people": lane.people_url,
            "direct": lane.direct_url if me.voice != Participant.Voice.BRAND else "",
        },
        "words": words(),
    }
