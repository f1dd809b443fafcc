"""A poll under its question on a page: options, who chose what, and what its reader may do. The web client brings what
changes up to date in place and asks for the card anew where more than numbers changes (`static/messaging/polls.js`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from community.dates import date_format
from messaging.polling import FEWEST_BALLOTS

Wire = Mapping[str, Any]


@dataclass(frozen=True)
class Option:
    """`names` are those who chose it and are named to this reader, `others` how many more did."""

    place: int
    text: str
    own: bool
    count: int | None
    names: Sequence[str]
    others: int


@dataclass(frozen=True)
class Choosing:
    """What a reader may do with polls here."""

    may_vote: bool = False
    captain: bool = False


@dataclass(frozen=True)
class Card:
    mid: str
    version: int
    options: Sequence[Option]
    multiple: bool
    secret: bool
    closed: bool
    few: bool
    lost: bool
    voted: int
    people: int
    how: str
    line: str
    pattern: str
    end: str
    ends_at: str
    mine: bool  # the reader has voted
    open: bool  # the reader may choose
    may_close: bool
    by_brand: bool
    cid: UUID

    @property
    def counted(self) -> bool:
        return bool(self.options) and self.options[0].count is not None

    @property
    def most(self) -> int:
        """What a full bar stands for; a bar of nothing is none."""
        return max(self.voted, 1)

    @property
    def chosen(self) -> bool:
        """Whether there is anybody to be named."""
        return any(option.names or option.others for option in self.options)


def card(item: Wire, self_id: str, names: Mapping[str, str], may: Choosing, zone: tzinfo) -> Card | None:
    """Of a message as `messaging/serializers.py` tells it; None where it asks nothing. `names`: of those who are named
    to this reader, by profile."""
    poll = item.get("poll")
    if poll is None:
        return None
    actor = item["actor"]
    options = [_option(place, one, self_id, names) for place, one in enumerate(poll["options"])]
    mine = bool(item.get("handed_in")) or any(option.own for option in options)
    closed, secret = poll["closed"], poll["secret"]
    return Card(
        mid=str(item["mid"]),
        version=poll["version"],
        options=options,
        multiple=poll["multiple"],
        secret=secret,
        closed=closed,
        few="few" in poll,
        lost="lost" in poll,
        voted=poll["voted"],
        people=poll["people"],
        how=_how(poll),
        line=_filled(_voted(), poll),
        pattern=_voted(),
        end=_end(poll, zone),
        ends_at=poll["ends_at"] or "",
        mine=mine,
        open=may.may_vote and not closed and not (secret and mine),
        may_close=not closed and (may.captain or (actor is not None and actor["id"] == self_id)),
        by_brand=actor is not None and actor["badge"] == "brand",
        cid=uuid4(),
    )


def refusal_tag(mid: UUID | str) -> str:
    """By which a page that comes after what was refused knows whose card it was."""
    return f"poll-{mid}"


def _option(place: int, one: Wire, self_id: str, names: Mapping[str, str]) -> Option:
    by: Sequence[str] = one.get("by", ())
    named = [_("You") if who == self_id else names[who] for who in by if who == self_id or who in names]
    count = one.get("count")
    others = (count or 0) - len(named) if "by" in one else 0
    return Option(place, one["text"], self_id in by, count, named, others)


def _how(poll: Wire) -> str:
    if poll["closed"]:
        return _("This poll has ended.")
    return _("Choose as many as you like") if poll["multiple"] else _("Choose one")


def _voted() -> str:
    return _("{voted} of {people} have voted")


def _filled(pattern: str, poll: Wire) -> str:
    return pattern.replace("{voted}", str(poll["voted"])).replace("{people}", str(poll["people"]))


def _end(poll: Wire, zone: tzinfo) -> str:
    if poll["ends_at"] is None:
        return ""
    at = datetime.fromisoformat(poll["ends_at"]).astimezone(zone)
    near = abs((at.date() - timezone.now().astimezone(zone).date()).days) < 7
    day = date_format(at.date(), "l" if near else "j F")
    words = _("ended {day}, {time}") if poll["closed"] else _("ends {day}, {time}")
    return words.replace("{day}", day).replace("{time}", f"{at:%H:%M}")


def secret_words() -> str:
    """Before a ballot is handed in."""
    return _(
        "A secret ballot: nobody can tell who chose what, the brand and the captains neither. Once handed in it stays "
        "as it is. What was chosen is shown after the end, if at least {n} have voted."
    ).replace("{n}", str(FEWEST_BALLOTS))
