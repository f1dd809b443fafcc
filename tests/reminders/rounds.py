"""A round: one fault, new people, what was wanted and what came."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from community.embedded.process import wait_until
from tests.reminders.fates import NONE, Going
from tests.reminders.faults import AWAY_FIRST, FAULTS
from tests.reminders.house import House

SETTLED_S = 120.0
THREE_HOURS_S = 3 * 60 * 60.0

_ROWS = """
SELECT d.id::text, p.email, d.channel, d.state, d.unsure FROM community_dispatch d
JOIN community_person p ON p.id = d.person_id JOIN groups_occurrence o ON o.id = d.subject
WHERE d.kind = 'event.reminder' AND o.title LIKE %s
"""
_BEFALLS = {
    "cancelled": "UPDATE groups_occurrence SET status = 'cancelled' WHERE id = ANY(%s::uuid[])",
    "moved": "UPDATE groups_occurrence SET starts_at = starts_at + interval '2 s', ends_at = ends_at + interval '2 s' "
    "WHERE id = ANY(%s::uuid[])",
    "declines": "UPDATE groups_rsvp SET state = 'declined' WHERE profile_id = ANY(%s::uuid[])",
    "leaves": "UPDATE groups_membership SET ended_at = now(), ending = 'left' WHERE profile_id = ANY(%s::uuid[])",
}


@dataclass(frozen=True)
class Row:
    id: str
    address: str
    channel: str
    state: str
    unsure: int


@dataclass
class Round:
    """`wanted`: reminders that must come, each in the inbox and by mail. `inside`, `mails`: what came. `again`: letters
    that the server took twice or more under one Message-ID because nobody could know; `unknown`: given up after two
    such tries."""

    fault: str
    seed: int
    wanted: int = 0
    inside: int = 0
    mails: int = 0
    again: int = 0
    unknown: int = 0
    settled_s: float = 0.0
    missing: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)

    @property
    def breaches(self) -> list[str]:
        return self.missing + self.doubled + self.unwanted


def play(house: House, fault: str, *, count: int, lasts_s: float, seed: int, name: str) -> Round:
    dice = random.Random(seed)
    if fault in AWAY_FIRST:
        house.dismiss()
    sown = [
        Going(**one) for one in house.do("sow", name=name, count=count, over_s=lasts_s, late_s=THREE_HOURS_S, seed=seed)
    ]
    _befall(house, sown)
    begun = time.monotonic()
    FAULTS[fault](house, dice, lasts_s)
    done = Round(fault, seed, wanted=sum(one.wanted for one in sown))
    began_to_settle = max(time.monotonic(), begun + lasts_s + 5)
    wait_until(lambda: _settled(house, sown, name), SETTLED_S)
    done.settled_s = max(0.0, time.monotonic() - began_to_settle)
    judge(done, sown, _rows(house, name), _letters(house, name))
    return done


def _befall(house: House, sown: Sequence[Going]) -> None:
    for fate, statement in _BEFALLS.items():
        mine = [one for one in sown if one.fate == fate]
        ids = {one.profile if fate in ("declines", "leaves") else one.occurrence for one in mine}
        if ids:
            house.sql(statement, [sorted(ids)])


def _rows(house: House, name: str) -> list[Row]:
    return [Row(*row) for row in house.sql(_ROWS, [f"{name}-%"])]


def _letters(house: House, name: str) -> Counter[tuple[str, str]]:
    """How often the server took what: by address, of which each goes to one occurrence, and Message-ID."""
    return Counter((one.to, one.message_id) for one in list(house.smtp.letters) if one.to.startswith(f"{name}-"))


def _settled(house: House, sown: Sequence[Going], name: str) -> bool:
    """Every wanted one has come or been given up, and what must not come had its time as well."""
    ended = Counter((row.address, row.channel) for row in _rows(house, name) if row.state in ("sent", "unknown"))
    waiting = [one for one in sown if one.wanted and not (ended[one.address, "app"] and ended[one.address, "mail"])]
    time.sleep(0.2)
    return not waiting and not house.sql(
        "SELECT FROM community_dispatch d JOIN groups_occurrence o ON o.id = d.subject WHERE o.title LIKE %s AND "
        "(d.state IN ('claimed', 'sending') OR (d.state = 'pending' AND d.send_at < now() + interval '1 min')) LIMIT 1",
        [f"{name}-%"],
    )


def judge(done: Round, sown: Sequence[Going], rows: Sequence[Row], letters: Counter[tuple[str, str]]) -> None:
    """Compares what was wanted with the letters that the server has, and with the rows. A letter more than once under
    one Message-ID is only excused where its row says that so many tries ended with nobody knowing how."""
    unsure = {row.id: row.unsure for row in rows}
    unknown = {row.address for row in rows if row.channel == "mail" and row.state == "unknown"}
    inside = Counter(row.address for row in rows if row.channel == "app" and row.state == "sent")
    mails = Counter(to for to, _message_id in letters)
    for (to, message_id), times in letters.items():
        excused = unsure.get(message_id.strip("<>").partition("@")[0], 0)
        if times > 1 + excused:
            done.doubled.append(f"{message_id} to {to}: {times} times, {excused} excused")
        done.again += min(times - 1, excused)
    for one in sown:
        _judge(done, one, inside[one.address], mails[one.address], given_up=one.address in unknown)
    strange = (set(mails) | set(inside)) - {one.address for one in sown}
    done.unwanted += [f"{address} was never sown" for address in strange]
    done.inside, done.mails, done.unknown = sum(inside.values()), sum(letters.values()), len(unknown)


def _judge(done: Round, one: Going, inside: int, mails: int, *, given_up: bool) -> None:
    words = f"{one.address} ({one.fate})"
    for count, where in ((inside, "inbox"), (mails, "mail")):
        if one.fate in NONE:
            if count:
                done.unwanted.append(f"{where}: {words}")
        elif count > one.wanted:
            done.doubled.append(f"{where}: {words}: {count} of {one.wanted}")
        elif count < one.wanted and not (where == "mail" and given_up):
            done.missing.append(f"{where}: {words}")
