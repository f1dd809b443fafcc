"""Conversations of two (trust.md R20, R39, R40): asking, saying yes or no, and whether one may be asked at all.

A no is told to nobody, and so are blocks: to who has asked, a no, a block and no answer are one thing, in every answer,
event and number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community import live
from community.dates import date_format
from community.errors import Conflict, Forbidden, SnugError
from community.models import Person
from community.surface import Action, Standing
from community.whole import whole
from messaging import log, wakes
from messaging.access.authors import Said
from messaging.access.direct import (
    Pair,
    begins_anew,
    demand_may_begin,
    direct_between,
    has_blocked,
    load_direct,
    load_pair,
    load_switch,
    other_of,
    paused,
)
from messaging.actions import reading
from messaging.actions.announce import announce
from messaging.actions.commands import Ack, Send
from messaging.actions.drafts import Screened, prepare_words, screened
from messaging.actions.participants import enter_room
from messaging.actions.verdicts import decide
from messaging.log import Draft, Facts, Kind, Note, Stored
from messaging.models import Direct, DirectOff, Message, Participant, Room
from messaging.models.direct import AGAIN_AFTER
from messaging.rates import take_message, take_of
from messaging.realtime.limits import ASKS
from moderation import policy


def ask(person: Person, profile_id: UUID, cid: UUID, body: str, *, confirm: Sequence[str] = ()) -> Ack:
    """Says something to somebody of a group that both belong to. The first words are a request: without links, and
    alone until they are answered. To somebody who has asked oneself it is a yes; where both have said yes it is a
    message like any other. Raises as `messages.send`, and `Forbidden` `direct_new`, `direct_brand`, `direct_off`,
    `direct_links`, `direct_blocked`, `direct_waits` (with words that say from when one may ask again)."""
    take_message(person.pk)
    pair = load_pair(person, profile_id)
    standing = direct_between(pair)
    if standing is None:
        demand_may_begin(pair)
        take_of(ASKS, person.pk)
    # As their author is known among all, where they are in no room of two (any more).
    goes_on = standing is not None and not begins_anew(standing, pair.me, timezone.now())
    room_id = standing.room_id if standing is not None and goes_on else _talk_of(pair)
    words = screened(Said(room_id, person.pk, body, confirmed=tuple(confirm)), alone=not goes_on)
    outcome = _ask(_Asking(pair, cid, words))
    return Ack(outcome.draft.room_id, cid, outcome.seq, outcome.mid, outcome.dup, words.changed)


@dataclass(frozen=True, slots=True)
class _Asking:
    pair: Pair
    cid: UUID
    words: Screened


@whole
def _ask(asking: _Asking) -> Stored:
    """Under the lock of the place nobody comes or goes, and of two who ask each other at once one is the second."""
    pair = asking.pair
    pair.place.lock(None)
    pair, now = load_pair(pair.person, pair.other.pk), timezone.now()
    direct = _locked(pair)
    judge: log.Decide = decide
    if direct is None or begins_anew(direct, pair.me, now):
        demand_may_begin(pair)
        if asking.words.has_links:
            raise Forbidden(_("A first message has no links. Say in words what it is about."), code="direct_links")
        direct, judge = _begin(direct, pair, now), _of_request
        transaction.on_commit(partial(live.tell_many, _told_of(direct, pair)))
    elif direct.asker_id != pair.me.pk and direct.waits(now):
        _open(direct, now)
    (outcome,) = log.write([_draft(asking, direct)], judge)
    if isinstance(outcome, SnugError):
        raise _with_the_day(outcome, direct, now)
    transaction.on_commit(partial(announce, [outcome]))
    return outcome


def _locked(pair: Pair) -> Direct | None:
    """As it is under the lock of its room, under which it is answered."""
    found = direct_between(pair)
    if found is not None:
        log.lock_rooms([found.room_id])
    return direct_between(pair)


def _begin(direct: Direct | None, pair: Pair, now: datetime) -> Direct:
    """A request that waits from now on, both inside, badged as they are in the group. Who was not in reads from now
    on."""
    low, high = pair.two
    voices = dict(Participant.objects.filter(room=_talk_of(pair), profile__in=pair.two).values_list("profile", "voice"))
    if direct is None:
        room = Room.objects.create(brand=pair.place.brand, space=pair.place.space, kind=Room.Kind.DIRECT)
        direct = Direct.objects.create(room=room, space=room.space, low=low, high=high, asker=pair.me, asked_at=now)
        inside = [Participant(room=room, profile=one, voice=voices[one.pk]) for one in (low, high)]
        Participant.objects.bulk_create(inside)
        return direct
    enter_room(direct.room, {one: voices[one.pk] for one in (low, high)})
    direct.asker, direct.asked_at, direct.opened_at, direct.declined_at = pair.me, now, None, None
    direct.save(update_fields=["asker", "asked_at", "opened_at", "declined_at"])
    return direct


def _told_of(direct: Direct, pair: Pair) -> list[tuple[str, dict[str, object]]]:
    """To both, so that their lists show it; not to who has blocked the asker: there it is shown nowhere."""
    assert pair.other.person_id is not None
    hears = [pair.person.pk] if has_blocked(pair.other, pair.me) else [pair.person.pk, pair.other.person_id]
    return [wakes.notice(one, frame={"op": "direct", "room": str(direct.room_id)}) for one in hears]


def _draft(asking: _Asking, direct: Direct) -> Draft:
    command = Send(asking.pair.person.pk, direct.room_id, asking.cid, asking.words.text)
    return prepare_words(command, asking.words)


def _of_request(draft: Draft, facts: Facts) -> SnugError | None:
    """The one message that needs no yes."""
    return decide(draft, facts._replace(closed=None))


def _with_the_day(refusal: SnugError, direct: Direct, now: datetime) -> SnugError:
    """Once a request has lapsed, from when one may ask again: the same day whatever became of it."""
    if refusal.code != "direct_waits" or direct.waits(now):
        return refusal
    day = date_format(direct.asked_at + AGAIN_AFTER, "j F")
    words = _("They have not answered. You can ask again from %(day)s.") % {"day": day}
    return Forbidden(words, code="direct_waits")


def _talk_of(pair: Pair) -> UUID:
    """Where the author is known to screening before there is a room of two."""
    return Room.objects.get(space=pair.place.space, kind=Room.Kind.TALK).pk


# ---- the answer ------------------------------------------------------------------------------------------------------


@whole
def accept(person: Person, room_id: UUID) -> None:
    """From now on both write; doing so twice is once. Raises `NotFound` for who was not asked, `Forbidden`
    `direct_blocked`, `Conflict` where the request has lapsed or was taken back."""
    log.lock_rooms([room_id])
    direct, seat = load_direct(person, room_id, Action.ANSWER_DIRECT)
    if direct.is_open:
        return
    now = timezone.now()
    _demand_asked(direct, seat.profile.pk)
    policy.require(Action.ANSWER_DIRECT, [Standing.MEMBER], paused(seat.profile, now))
    if has_blocked(seat.profile, other_of(direct, seat.profile)):
        raise Forbidden(_("You have blocked them here. Take the block back first."), code="direct_blocked")
    if not direct.waits(now) or not _still_asks(direct):
        raise Conflict(_("The request is no longer there."), code="direct_lapsed")
    _open(direct, now)


@whole
def decline(person: Person, room_id: UUID) -> None:
    """It goes out of one's list, and nobody hears of it; doing so twice is once. Raises `NotFound` for who was not
    asked, `Conflict` where one has said yes."""
    log.lock_rooms([room_id])
    direct, seat = load_direct(person, room_id, Action.ANSWER_DIRECT)
    if direct.is_open:
        raise Conflict(_("You have said yes already. You can block them."), code="direct_open")
    _demand_asked(direct, seat.profile.pk)
    if direct.declined_at is None:
        direct.declined_at = timezone.now()
        direct.save(update_fields=["declined_at"])
    reading.mark_read(person, room_id, seat.room.last_seq)


def _demand_asked(direct: Direct, me: UUID) -> None:
    if direct.asker_id == me:
        raise Forbidden(_("You have asked: the answer is theirs."), code="own_cause")


def _still_asks(direct: Direct) -> bool:
    """Whether its words stand, and who wrote them is in."""
    words = Message.objects.filter(room=direct.room_id, actor=direct.asker_id, created_at__gte=direct.asked_at)
    there = Participant.objects.filter(room=direct.room_id, profile=direct.asker_id, active=True)
    return words.filter(deleted_at=None).exists() and there.exists()


def _open(direct: Direct, now: datetime) -> None:
    """Under the room's lock; the room is told."""
    direct.opened_at, direct.declined_at = now, None
    direct.save(update_fields=["opened_at", "declined_at"])
    said = Draft(direct.room_id, Kind.ROOM, data={"what": Note.DIRECT_OPEN.value})
    written = log.write([said], lambda _draft, _facts: None)
    entries = [entry for entry in written if isinstance(entry, Stored)]
    transaction.on_commit(partial(announce, entries))


# ---- the switch ------------------------------------------------------------------------------------------------------


@whole
def set_open(person: Person, space: UUID, *, to: bool) -> None:
    """Whether people of this group may ask one. What has begun goes on. Raises `NotFound` to outsiders, `Forbidden`
    `direct_brand`."""
    profile = load_switch(person, space, Action.SET_DIRECT)
    if to:
        DirectOff.objects.filter(profile=profile).delete()
    else:
        DirectOff.objects.get_or_create(profile=profile)
