"""Fills an empty database by COPY. Triggers and foreign keys rest meanwhile; check.py asks for all they hold."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from bench.pages.cast import DAY, Crew, Member, Size, crews, new_id, people
from bench.pages.rooms import NULL, Log, Row, bodies, stamp
from groups.models import Charter
from messaging.models import Room

NOTICES_SHARE = 0.01
FLUSH = 50_000  # rows per COPY
WAITS_AT = 10  # at every tenth crew somebody waits to be let in
COLUMNS = {
    "community_brand": "id name slug colour logo_mark group_word data_contact rules_version created_at",
    "community_person": "id password email language time_zone is_active created_at",
    "community_profile": "id person_id space name bio created_at",
    "groups_group": "id brand_id name slug about place emblem time_zone size_cap active_count lowest_age load_test "
    "created_at",
    "groups_charter": "id group_id version inviters approval history retention_days size_cap brand_presence created_at",
    "groups_invite": "id group_id token_hash inviter_id role vouch email uses uses_left created_at expires_at",
    "groups_joinrequest": "id group_id invite_id person_id name charter_id state consents created_at decided_at",
    "groups_membership": "id group_id profile_id role charter_id request_id joined_at ended_at ending words_due",
    "messaging_room": "id brand_id space kind last_seq shared_from_seq created_at",
    "messaging_participant": "room_id profile_id voice active visible_from_seq left_seq read_seq told_seq joined_at",
    "messaging_message": "id room_id seq actor_id body bare version created_at deleted_at",
    "messaging_reaction": "message_id profile_id emoji place created_at",
    "messaging_roomevent": "room_id seq kind message_id actor_id of cid cid_mac data created_at",
}


class Loader:
    """Takes rows for several tables at once and writes each table's in large pieces."""

    def __init__(self) -> None:
        self.waiting: dict[str, list[str]] = {table: [] for table in COLUMNS}

    def add(self, table: str, row: Row) -> None:
        rows = self.waiting[table]
        rows.append("\t".join(map(str, row)))
        if len(rows) >= FLUSH:
            self._write(table)

    def close(self) -> None:
        for table in self.waiting:
            self._write(table)

    def _write(self, table: str) -> None:
        rows, self.waiting[table] = self.waiting[table], []
        columns = ", ".join(f'"{name}"' for name in COLUMNS[table].split())
        if rows:
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write("\n".join(rows) + "\n")


@transaction.atomic
def seed(size: Size, now: datetime, key: int = 1) -> None:
    """People, crews and all they have said until `now`. The same size, time and key give the same database."""
    chance, until = random.Random(key), now.timestamp()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        loader = Loader()
        persons = people(size, chance)
        found = crews(size, persons, until, chance)
        brands = _brands(loader, size, found, chance)
        _people(loader, persons, found[0].opened)
        for crew in found:
            charter = _crew(loader, crew, brands[crew.number % size.brands], chance)
            _members(loader, crew, charter, chance)
            if crew.number % WAITS_AT == 0:
                _somebody_waits(loader, crew, charter, persons, chance)
        logs = _logs(found, size, until, chance)
        _talk(loader, logs)
        for log in logs:
            _room(loader, log, brands[log.crew.number % size.brands])
        loader.close()
        cursor.execute("SET LOCAL session_replication_role = origin")


def _brands(loader: Loader, size: Size, found: list[Crew], chance: random.Random) -> list[str]:
    keys = [new_id(chance) for _ in range(size.brands)]
    for n, key in enumerate(keys):
        colour = ("#0e6b4f", "#1d4ed8", "#c2410c", "#7c3aed")[n % 4]
        row = (key, f"Brand {n + 1}", f"brand-{n + 1}", colour, "", "crew", f"data@brand-{n + 1}.invalid")
        loader.add("community_brand", (*row, 0, stamp(found[0].opened)))
    return keys


def _people(loader: Loader, persons: list[str], since: float) -> None:
    nobody = make_password(None)
    for n, person in enumerate(persons):
        row = (person, nobody, f"person-{n}@bench.invalid", "en", "Europe/Berlin", "t", stamp(since))
        loader.add("community_person", row)


def _crew(loader: Loader, crew: Crew, brand: str, chance: random.Random) -> str:
    """A group with its charter, whose key it returns."""
    name, opened = f"Crew {crew.number + 1}", stamp(crew.opened)
    active = sum(one.left is None for one in crew.members)
    group = (crew.id, brand, name, f"crew-{crew.number + 1}", "We run on Tuesdays.", "By the crane", "users")
    loader.add("groups_group", (*group, "Europe/Berlin", crew.cap, active, 0, "f", opened))
    charter = new_id(chance)
    history = Charter.History.SHARED if crew.shared else Charter.History.FROM_JOIN
    terms = (Charter.Inviters.CAPTAIN, Charter.Approval.NONE, history, 365, crew.cap, Charter.BrandPresence.NONE)
    loader.add("groups_charter", (charter, crew.id, 1, *terms, opened))
    return charter


def _members(loader: Loader, crew: Crew, charter: str, chance: random.Random) -> None:
    """Profiles and memberships; each came in by an invite of the captain, who came by the brand's."""
    for one in crew.members:
        joined, role = stamp(one.joined), "captain" if one.captain else "member"
        loader.add("community_profile", (one.profile, one.person, crew.id, one.name, "", joined))
        request = _request(loader, crew, charter, one, chance, state="admitted")
        held = (new_id(chance), crew.id, one.profile, role, charter, request, joined, stamp(one.left))
        loader.add("groups_membership", (*held, "left" if one.left else "", ""))


def _somebody_waits(loader: Loader, crew: Crew, charter: str, persons: list[str], chance: random.Random) -> None:
    there = {one.person for one in crew.members}
    asker = next(person for person in persons if person not in there)
    one = Member(asker, NULL, "Ida Adler", crew.members[0].joined + DAY)
    _request(loader, crew, charter, one, chance, state="asked")


def _request(loader: Loader, crew: Crew, charter: str, one: Member, chance: random.Random, *, state: str) -> str:
    """An invite that was used up, and the request that used it; its key."""
    invite, request, at = new_id(chance), new_id(chance), stamp(one.joined)
    token = rf"\\x{new_id(chance)}{new_id(chance)}"
    inviter, role = (NULL, "captain") if one.captain else (crew.members[0].profile, "member")
    made = (invite, crew.id, token, inviter, role, "We have run together for years.", "", 1, 0)
    loader.add("groups_invite", (*made, at, stamp(one.joined + 14 * DAY)))
    asked = (request, crew.id, invite, one.person, one.name, charter, state, "[]", at)
    loader.add("groups_joinrequest", (*asked, at if state == "admitted" else NULL))
    return request


def _logs(found: list[Crew], size: Size, until: float, chance: random.Random) -> list[Log]:
    """Two rooms for each crew. A few talk very much; of the others some talk little and some a lot."""
    notices = max(1, round(size.messages * NOTICES_SHARE / size.groups))
    others = size.messages - size.groups * notices - size.long_rooms * size.long_room
    weights = [chance.lognormvariate(0, 1) for _ in found[size.long_rooms :]]
    counts = [size.long_room] * size.long_rooms
    counts += [int(others * weight / sum(weights)) for weight in weights]
    counts[-1] += size.messages - size.groups * notices - sum(counts)
    words = bodies(chance)
    logs = []
    for crew, count in zip(found, counts, strict=True):
        logs.append(Log(crew, Room.Kind.TALK, count, until, words, f"{chance.random()}"))
        logs.append(Log(crew, Room.Kind.NOTICES, notices, until, words, f"{chance.random()}"))
    return logs


def _talk(loader: Loader, logs: Iterable[Log]) -> None:
    """All rooms' entries by time, as life writes them: neighbours in a room are not neighbours on the disk."""
    entries: list[Iterator] = [log.entries() for log in logs]
    for entry in heapq.merge(*entries, key=attrgetter("at")):
        if entry.message is not None:
            loader.add("messaging_message", entry.message)
        loader.add("messaging_roomevent", entry.event)
        if entry.reaction is not None:
            loader.add("messaging_reaction", entry.reaction)


def _room(loader: Loader, log: Log, brand: str) -> None:
    crew = log.crew
    row = (log.id, brand, crew.id, log.kind, log.last_seq, 0 if crew.shared else NULL, stamp(crew.opened))
    loader.add("messaging_room", row)
    for one in crew.members:
        joined, left = log.joined[one.profile], log.left.get(one.profile)
        window = 0 if crew.shared else joined - 1
        active, left_seq = ("t", NULL) if left is None else ("f", left)
        place = (log.id, one.profile, "captain" if one.captain else "member", active, window, left_seq)
        loader.add("messaging_participant", (*place, log.read_to(one), 0, stamp(one.joined)))
