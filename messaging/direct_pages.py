"""What the pages of conversations of two show: the list with its switches, asking, and the conversation's own lane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.errors import NotFound, SnugError
from community.models import Person, Profile
from community.surface import Action
from messaging.access.direct import (
    Line,
    Pair,
    State,
    begins_anew,
    demand_may_begin,
    direct_between,
    directs_of,
    load_pair,
    offs_of,
    spaces_of,
)
from messaging.access.standing import Opening
from messaging.actions import direct as actions
from messaging.handed_in import Draft, cid_of, new_cid, refused, rules_of
from messaging.models import Direct
from messaging.models.direct import WAITS
from messaging.pages import Lane
from messaging.spaces import Around, around, around_one
from moderation import policy

PREVIEW = 90


@dataclass(frozen=True)
class Row:
    """One conversation in the list."""

    state: State
    line: Line
    around: Around

    @property
    def other(self) -> Profile:
        """As `face` takes it."""
        return Profile(pk=self.line.other_id, name=self.line.other_name)

    @property
    def words(self) -> str:
        return " ".join(self.line.shown.split())[:PREVIEW]

    @property
    def own(self) -> bool:
        return self.line.actor_id == self.line.profile_id


@dataclass(frozen=True)
class Switch:
    """Of one group: whether its people may ask."""

    around: Around
    on: bool


def list_context(person: Person) -> dict[str, Any]:
    """Of `messaging/direct/list.html`."""
    found, spaces = directs_of(person), spaces_of(person)
    houses = around({line.space for _state, line in found} | set(spaces))
    rows = [Row(state, line, houses[line.space]) for state, line in found if line.space in houses]
    off = offs_of(person, spaces)
    mine = sorted((houses[space] for space in spaces if space in houses), key=lambda house: house.name)
    return {
        "asked": [row for row in rows if row.state == "asked"],
        "rows": [row for row in rows if row.state != "asked"],
        "switches": [Switch(house, house.space not in off) for house in mine],
        "here": "direct",
    }


@dataclass(frozen=True)
class Talk:
    """A conversation as one of the two opens it."""

    direct: Direct
    other: Profile
    opening: Opening
    around: Around

    @property
    def waits_for_me(self) -> bool:
        """Whether a yes or no is asked of the reader. Also of who has declined: they may think better of it."""
        mine = self.direct.asker_id == self.opening.seat.profile.pk
        return self.opening.seat.closed == "direct_unanswered" and not mine and self.direct.waits(timezone.now())

    @property
    def may_begin_anew(self) -> bool:
        """A request that has lapsed, or is long enough ago."""
        there = self.other.person_id is not None and self.opening.seat.closed != "direct_over"
        return there and begins_anew(self.direct, self.opening.seat.profile, timezone.now())

    @property
    def until(self) -> datetime:
        return self.direct.asked_at + WAITS

    @property
    def lane(self) -> Lane:
        there = self.around
        name = self.other.name if self.other.person_id else str(_("Former member"))
        return Lane(
            url=reverse("messaging:direct", args=[self.direct.room_id]),
            who_url=there.who_url,
            home_url=reverse("messaging:directs"),
            title=name,
            name=str(_("Direct")),
            prompt=_("Message %(name)s") % {"name": name},
            people_url=there.people_url,
            brand=there.brand,
            zone=there.zone,
        )


@dataclass(frozen=True)
class Asking:
    """Somebody is about to be asked; `standing`: the conversation in which that is said already."""

    person: Person
    pair: Pair
    standing: Direct | None
    around: Around

    def post(self, data: Any) -> Draft | UUID:
        """The room in which it was said, or what goes back into the form with why."""
        body, cid, confirm = str(data.get("body", "")), None, rules_of(data)
        try:
            cid = cid_of(data)
            return actions.ask(self.person, self.pair.other.pk, cid, body, confirm=confirm).room
        except NotFound:
            raise
        except SnugError as refusal:
            return refused(refusal, body, cid, confirm) or Draft(body, refusal.words)


def ask_here(person: Person, profile: UUID) -> Asking:
    """Raises as `load_pair`, and where nothing has been said between the two what the policy has against asking; what
    else stands in the way is told on the page."""
    pair = load_pair(person, profile)
    standing = direct_between(pair)
    if standing is not None and begins_anew(standing, pair.me, timezone.now()):
        standing = None
    if standing is None:
        policy.require(Action.ASK_DIRECT, pair.place.standing(person))
    return Asking(person, pair, standing, around_one(pair.place.space))


def ask_context(asking: Asking, draft: Draft | None) -> dict[str, Any]:
    """Of `messaging/direct/ask.html`."""
    closed = None if draft is not None or asking.standing is not None else _closed(asking.pair)
    return {
        "other": asking.pair.other,
        "around": asking.around,
        "brand": asking.around.brand,
        "me": asking.pair.me,
        "draft": draft,
        "closed": closed,
        "cid": (draft and draft.cid) or new_cid(),
        "here": "direct",
    }


def _closed(pair: Pair) -> object:
    try:
        demand_may_begin(pair)
    except SnugError as refusal:
        return refusal.words
    return None
