"""What goes wrong between lock and COMMIT."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from community import prepared
from messaging.actions import reading, verdicts
from messaging.log import Draft, Facts, Outcome, Stored, sql, words

# The package hands on a function of the module's own name.
write: Any = importlib.import_module("messaging.log.write")


def numbers_by_sequence() -> None:
    """A database sequence gives the numbers: one for all rooms, and with holes where a transaction failed."""
    number = write._Judge.number

    def by_sequence(self: Any, draft: Draft, facts: Facts) -> Stored:
        stored = number(self, draft, facts)
        with connection.cursor() as cursor:
            cursor.execute("CREATE SEQUENCE IF NOT EXISTS room_numbers START 1000")
            cursor.execute("SELECT nextval('room_numbers')")
            seq = int(cursor.fetchone()[0])
        self.used[draft.room_id] = seq
        self.fresh[-1] = stored._replace(seq=seq)
        return self.fresh[-1]

    write._Judge.number = by_sequence


def a_number_for_the_refused() -> None:
    """The number is taken before the policy is asked: what is refused leaves a hole."""
    one = write._Judge.one

    def counted_first(self: Any, draft: Draft, facts: Facts | None) -> Outcome:
        outcome: Outcome = one(self, draft, facts)
        if not isinstance(outcome, Stored) and draft.room_id in self.numbers and facts is not None:
            self.used[draft.room_id] = self.used.get(draft.room_id, self.numbers[draft.room_id]) + 1
        return outcome

    write._Judge.one = counted_first


def membership_asked_before_the_lock() -> None:
    """Membership is asked by the statement that waits for the lock, with the snapshot from before."""
    begin = sql.begin

    def with_an_old_snapshot(rooms: Any, drafts: Sequence[Draft], wait: sql.Wait) -> tuple[dict[UUID, int], Any]:
        known = prepared.rows(sql._FACTS, sql._who(drafts))
        numbers, _ = begin(rooms, drafts, wait)
        return numbers, {row[0]: Facts(*row[1:]) for row in known}

    sql.begin = with_an_old_snapshot


def _facts_changed(change: Any) -> None:
    begin = sql.begin

    def changed(rooms: Any, drafts: Sequence[Draft], wait: sql.Wait) -> tuple[dict[UUID, int], dict[int, Facts]]:
        numbers, facts = begin(rooms, drafts, wait)
        return numbers, {n: change(drafts[n], found) for n, found in facts.items()}

    sql.begin = changed


def cid_remembered_per_process() -> None:
    """Each process knows the cids that it has stored itself."""
    mine: set[UUID] = set()

    def forget(draft: Draft, facts: Facts) -> Facts:
        if draft.cid is None or draft.cid in mine:
            return facts
        if facts.earlier_seq is None:
            mine.add(draft.cid)
        return facts._replace(earlier_seq=None, earlier_mac=None, earlier_mid=None)

    _facts_changed(forget)


def cid_content_not_compared() -> None:
    _facts_changed(lambda _, facts: facts._replace(earlier_mac=None))


def a_repeat_answered_with_a_new_seq() -> None:
    repeated = write._Judge.repeated

    def with_the_next(self: Any, draft: Draft, facts: Facts) -> Any:
        found = repeated(self, draft, facts)
        if isinstance(found, Stored):
            return found._replace(seq=self.numbers[draft.room_id] + 1)
        return found

    write._Judge.repeated = with_the_next


def a_held_room_stops_all() -> None:
    """The batch waits for every room it has something for."""
    lock_of = sql.lock_of
    sql.lock_of = lambda rooms, *, skip_locked=False: lock_of(rooms)


def mute_not_asked_under_the_lock() -> None:
    post_facts = verdicts._post_facts
    verdicts._post_facts = lambda facts, now: post_facts(facts._replace(muted_until=None), now)


def edit_window_not_asked() -> None:
    verdicts.EDIT_WINDOW = timedelta(days=365)


def delete_leaves_the_body() -> None:
    words._DELETE = words._DELETE.replace("body = '', ", "")


def reactions_doubled() -> None:
    """Somebody who reacts twice stands there twice."""
    standing = words._standing

    def nobody_yet(mids: Collection[UUID | None]) -> list[Any]:
        return [(mid, emoji, UUID(int=n), place) for n, (mid, emoji, _, place) in enumerate(standing(mids))]

    words._standing = nobody_yet


def read_without_greatest() -> None:
    reading._MARK = reading._MARK.replace("GREATEST(p.read_seq, LEAST(%s, r.last_seq))", "LEAST(%s, r.last_seq)")


def read_mark_from_the_future() -> None:
    reading._MARK = reading._MARK.replace("LEAST(%s, r.last_seq)", "%s::bigint")


BUGS = (
    numbers_by_sequence,
    a_number_for_the_refused,
    membership_asked_before_the_lock,
    cid_remembered_per_process,
    cid_content_not_compared,
    a_repeat_answered_with_a_new_seq,
    a_held_room_stops_all,
    mute_not_asked_under_the_lock,
    edit_window_not_asked,
    delete_leaves_the_body,
    reactions_doubled,
    read_without_greatest,
    read_mark_from_the_future,
)
