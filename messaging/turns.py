"""From what a room's page holds to the rows of its timeline: days, the first-unread line, quiet join lines, and turns
(what one person said within one minute). The same rules as `static/messaging/rows.js`, which takes over the drawn rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from community.dates import date_format
from community.lists import listed
from community.models import Person
from messaging.chips import chips
from messaging.page_answers import answers
from messaging.page_mentions import worded
from messaging.page_words import folded_line, room_notes
from messaging.poll_cards import Choosing, card
from messaging.shots import shown

Wire = dict[str, Any]  # a message or an event as messaging/serializers.py writes it
SAID = ("turn", "folded")


@dataclass
class Row:
    """One row: `kind` picks how it is drawn, `key` is what the web client knows it by."""

    kind: str  # empty older newer day fresh sys turn folded
    key: str
    text: str = ""
    own: bool = False
    actor: Wire | None = None
    at: datetime | None = None
    says: list[Wire] = field(default_factory=list)
    joined: list[Wire] = field(default_factory=list)

    @property
    def folded_text(self) -> str:
        return folded_line(len(self.says))

    @property
    def time(self) -> str:
        """By the reader's clock; templates would turn it into the server's."""
        return f"{self.at:%H:%M}" if self.at else ""

    @property
    def iso(self) -> str:
        return self.at.isoformat() if self.at else ""

    def takes(self, item: Wire, at: datetime) -> bool:
        """Whether these words belong to this turn: same person, same minute. What is folded is one line, however long
        it took to be said."""
        if self.kind not in SAID or self.at is None or _id(self.actor) != _id(item["actor"]):
            return False
        return self.kind == "folded" or self.at.replace(second=0, microsecond=0) == at.replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Reader:
    """Who reads, up to where they had read, and by which clock; what those in the room are called, by profile; whom
    they have blocked."""

    profile_id: str
    fresh_seq: int | None
    zone: tzinfo
    names: Mapping[str, str] = field(default_factory=dict)
    folded: Collection[str] = ()
    person: Person | None = None
    choosing: Choosing = Choosing()  # noqa: RUF009 - frozen


def rows(items: Iterable[Wire], reader: Reader, *, has_older: bool, has_newer: bool) -> list[Row]:
    """The rows of a page, from items in the order of the log."""
    found = [Row("older", "older", _("Older messages"))] if has_older else []
    before: datetime | None = None
    before_seq = 0
    for item in items:
        at = datetime.fromisoformat(item["at"]).astimezone(reader.zone)
        if before is None or before.date() != at.date():
            found.append(Row("day", f"day-{item['seq']}", day_label(at.date(), reader.zone)))
        if reader.fresh_seq is not None and before_seq < reader.fresh_seq <= item["seq"]:
            found.append(Row("fresh", "fresh", fresh_label(before)))
        _place(found, item, at, reader)
        before, before_seq = at, item["seq"]
    if has_newer:
        found.append(Row("newer", "newer", _("Newer messages")))
    if not has_older and not any(row.kind in SAID for row in found):
        found.insert(0, Row("empty", "empty"))
    return found


def _place(found: list[Row], item: Wire, at: datetime, reader: Reader) -> None:
    if item.get("kind") == "member.join":
        if not found or not found[-1].joined:
            found.append(Row("sys", f"s{item['seq']}"))
        found[-1].joined.append(item["actor"])
        found[-1].text = join_label(found[-1].joined)
    elif item.get("kind") == "room.update":
        found.append(Row("sys", f"s{item['seq']}", note_label(item, reader.zone)))
    elif found and found[-1].takes(item, at):
        found[-1].says.append(_say(item, reader))
    elif _id(item["actor"]) in reader.folded:
        found.append(Row("folded", f"f{item['seq']}", actor=item["actor"], at=at, says=[_say(item, reader)]))
    else:
        own = _id(item["actor"]) == reader.profile_id
        found.append(Row("turn", f"t{item['seq']}", own=own, actor=item["actor"], at=at, says=[_say(item, reader)]))


def _say(item: Wire, reader: Reader) -> Wire:
    seen = chips(item["reactions"], reader.profile_id, reader.names)
    media = shown(item.get("media", ()), reader.person) if reader.person else []
    return item | {
        "chips": seen,
        "hidden": "hidden" in item,
        "answers": answers(item, reader.profile_id),
        "media": media,
        "photos": sum(one["kind"] == "photo" for one in media),
        "card": card(item, reader.profile_id, reader.names, reader.choosing, reader.zone),
        "words": worded(item, reader.profile_id, reader.names),
    }


def day_label(day: date, zone: tzinfo) -> str:
    """Today, Yesterday, “Tuesday 9 June”, and with the year where it is another."""
    today = timezone.now().astimezone(zone).date()
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(day, "l j F" if day.year == today.year else "l j F Y")


def join_label(actors: list[Wire]) -> str:
    """One line however many came in one after the other."""
    names = listed(actor["name"] for actor in actors)
    return (_("{name} joined.") if len(actors) == 1 else _("Joined: {name}")).replace("{name}", names)


def note_label(item: Wire, zone: tzinfo) -> str:
    """What was decided about the room, and until when."""
    line = str(room_notes()[item["what"]])
    if "until" not in item:
        return line
    until = datetime.fromisoformat(item["until"]).astimezone(zone)
    return line.replace("{day}", day_label(until.date(), zone)).replace("{time}", f"{until:%H:%M}")


def fresh_label(before: datetime | None) -> str:
    """What stands in the first-unread line; `before` is when the last words before it were said."""
    if before is None:
        return _("New messages")
    return _("New since {time}").replace("{time}", f"{before:%H:%M}")


def _id(actor: Wire | None) -> str | None:
    return actor["id"] if actor else None
