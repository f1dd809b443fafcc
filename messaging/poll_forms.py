"""What a page's forms do with polls: ask one, choose in one, close one. What is refused goes back into its form with
why; views of the floor above say where it hangs."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from community.errors import Invalid, NotFound, SnugError, Unavailable, Words
from community.surface import Action
from messaging import serializers
from messaging.access import Seat
from messaging.access.held import own_held
from messaging.access.polls import load_poll
from messaging.actions import messages
from messaging.handed_in import Nudge, cid_of, new_cid, rules_of
from messaging.models.polls import LASTS, MOST_OPTIONS, OPTION_LENGTH
from messaging.pages import choosing
from messaging.poll_cards import Card, card
from messaging.polling import Asked

AT_HAND = 4  # fields for options; the rest are folded away


@dataclass(frozen=True)
class Form:
    """As it was filled in, and why it was not taken: `refusal`, `about` one of its fields where it is."""

    question: str = ""
    options: Sequence[str] = ()
    multiple: bool = False
    secret: bool = False
    ends: str = ""
    refusal: Words = ""
    about: str = ""
    cid: UUID = field(default_factory=new_cid)
    nudge: Nudge | None = None

    @property
    def fields(self) -> list[str]:
        return [*self.options, *[""] * (MOST_OPTIONS - len(self.options))][:MOST_OPTIONS]

    @property
    def at_hand(self) -> list[str]:
        return self.fields[:AT_HAND]

    @property
    def more(self) -> list[str]:
        return self.fields[AT_HAND:]

    @property
    def first_more(self) -> int:
        """How many stand before the first of `more`."""
        return AT_HAND

    @property
    def length(self) -> int:
        return OPTION_LENGTH


def blank(seat: Seat, zone: tzinfo, reword: str = "") -> Form:
    """To fill in; `reword`: the cid of a poll that came back, whose words stand in it."""
    for one in own_held(seat) if reword else ():
        if str(one.pending.cid) == reword and one.poll is not None:
            question, asked = one.poll
            ends = _local(asked.closes_at, zone) if asked.closes_at else ""
            return Form(question, asked.options, asked.multiple, asked.secret, ends)
    return Form()


def bounds(zone: tzinfo) -> dict[str, str]:
    """Between which moments an end may lie, as a field takes them."""
    now = timezone.now()
    return {"earliest": _local(now, zone), "latest": _local(now + LASTS, zone)}


def zone_of(name: str) -> tzinfo:
    """A poll's end is typed by the place's own clock."""
    return zoneinfo.ZoneInfo(name)


def ask(seat: Seat, data: Any, zone: tzinfo) -> Form | None:
    """Asks what the form holds. None when it is said, or held; else what to show with the form again. Raises
    `NotFound`."""
    filled = Form(
        question=str(data.get("body", "")),
        options=[str(one) for one in data.getlist("option") if str(one).strip()][:MOST_OPTIONS],
        multiple="multiple" in data,
        secret="secret" in data,
        ends=str(data.get("ends", "")),
    )
    cid, confirm = None, rules_of(data)
    try:
        cid = cid_of(data)
        asked = Asked(tuple(filled.options), filled.multiple, filled.secret, _end(filled.ends, zone))
        messages.send(seat.person, seat.room.pk, cid, filled.question, confirm=confirm, poll=asked)
    except NotFound:
        raise
    except SnugError as refusal:
        return _refused(filled, refusal, cid, confirm)
    return None


def _refused(filled: Form, refusal: SnugError, cid: UUID | None, confirm: list[str]) -> Form | None:
    if refusal.code == "held":
        return None  # it waits, and the conversation shows it
    if refusal.code == "nudge" and cid is not None:
        nudge = Nudge(refusal.detail["spans"], [*confirm, refusal.detail["rule"]])
        return replace(filled, refusal=refusal.words, cid=cid, nudge=nudge)
    # Where the outcome is unknown the same cid goes again; everything else is a new attempt.
    again = cid if isinstance(refusal, Unavailable) and cid is not None else new_cid()
    return replace(filled, refusal=refusal.words, about=str(refusal.detail.get("field", "")), cid=again)


def shown(seat: Seat, mid: UUID, names: Mapping[str, str], zone: tzinfo) -> Card:
    """One poll's card. Raises `NotFound`."""
    line, poll = load_poll(seat, mid, Action.READ_MESSAGES)
    item = serializers.message(line) | {"poll": poll, "handed_in": poll.get("handed_in")}
    found = card(item, str(seat.profile.pk), names, choosing(seat), zone)
    assert found is not None
    return found


def choices_of(data: Any) -> list[int]:
    """Raises `Invalid`."""
    asked = [str(one) for one in data.getlist("choice")]
    if not all(one.isascii() and one.isdigit() and len(one) < 3 for one in asked):
        raise Invalid(_("This is none of the options."), field="choices")
    return [int(one) for one in asked]


def vote(seat: Seat, mid: UUID, data: Any) -> None:
    """Chooses what the form holds, or takes back what was chosen (`do` is `back`). Raises as `messages.vote`."""
    back = data.get("do") == "back"
    choices = [] if back else choices_of(data)
    if not back and not choices:
        raise Invalid(_("Choose something first."), field="choices")
    messages.vote(seat.person, seat.room.pk, mid, new_cid() if back else cid_of(data), choices)


def close(seat: Seat, mid: UUID) -> None:
    """Raises as `messages.close`."""
    messages.close(seat.person, seat.room.pk, mid, new_cid())


def _end(typed: str, zone: tzinfo) -> datetime | None:
    if not typed:
        return None
    try:
        found = parse_datetime(typed)
    except ValueError:
        found = None
    if found is None:
        raise Invalid(_("Type the end as a day and a time."), field="ends_at")
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _local(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
