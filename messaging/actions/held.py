"""What becomes of held words (trust.md R23, R24): somebody else lets them in, gives them back or removes them; their
author takes them back or says that the rule was wrong; after a day the clock gives them back."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community import live
from community.errors import Conflict, Forbidden, Invalid, NotFound, SnugError
from community.models import Person, Profile
from community.surface import Action
from community.text import clean_text
from community.whole import whole
from messaging import held_words, log, serializers, wakes
from messaging.access import load_room
from messaging.access.authors import Said, contents
from messaging.access.held import load_held
from messaging.access.roster import names_in, without_former
from messaging.actions.announce import announce
from messaging.actions.verdicts import decide
from messaging.log import Draft, Facts, Kind
from messaging.models import BODY_LENGTH, Pending
from messaging.rates import take_edit
from moderation.actions import objections, sanctions
from moderation.models import Objection
from moderation.screening import screen

LIVES = timedelta(days=30)  # so long it is known what became of a cid
BATCH = 500
State = Pending.State


# ---- by somebody else; the caller has asked whether they may (`Action.DECIDE_HELD`) --------------------------------


@whole
def release(space: UUID, pending: UUID, decider: Profile) -> Pending:
    """Puts the words into the log now, in their author's name, if they still may say them there; else gives them back,
    which the answer's `state` tells. Raises `NotFound`, `Conflict` (decided already), `Forbidden` `own_cause`."""
    log.lock_rooms([load_held(space, pending).pending.room_id])  # rooms before all else
    held = _lock(space, pending, decider)
    if held_words.is_lost(held.pk, held.words):
        return _end(held, State.RETURNED, decider)
    (outcome,) = log.write([_draft(held)], partial(_still_may, held))
    if isinstance(outcome, SnugError):
        return _end(held, State.RETURNED, decider)
    held.seq, held.words = outcome.seq, b""
    transaction.on_commit(lambda: announce([outcome]))
    return _end(held, State.RELEASED, decider)


@whole
def give_back(space: UUID, pending: UUID, decider: Profile) -> Pending:
    """Its author has the words again, as a draft. Raises as `release`."""
    return _end(_lock(space, pending, decider), State.RETURNED, decider)


@whole
def remove(space: UUID, pending: UUID, decider: Profile) -> Pending:
    """They are not said. Raises as `release`."""
    return _end(_lock(space, pending, decider), State.REMOVED, decider)


def _lock(space: UUID, pending: UUID, decider: Profile) -> Pending:
    held = Pending.objects.select_for_update(no_key=True, of=("self",)).filter(pk=pending, room__space=space).first()
    if held is None:
        raise NotFound
    if held.actor_id == decider.pk:
        raise Forbidden(_("These are your own words: somebody else decides."), code="own_cause")
    if held.state != State.HELD:
        raise Conflict(_("This has been decided already."))
    return held


def _draft(held: Pending) -> Draft:
    body, poll = held_words.read_poll(held.pk, held.words) or (held_words.read(held.pk, held.words), None)
    body = without_former(body, held_words.read_named(held.pk, held.words))
    return Draft(
        held.room_id,
        Kind.EDITED if held.message_id else Kind.MESSAGE,
        profile_id=held.actor_id,
        cid=held.cid,
        mac=bytes(held.mac),
        body=body,
        mid=held.message_id,
        pending=held.pk,
        reply_to=held.reply_to_id,
        media=tuple(held.media.order_by("place").values_list("pk", flat=True)),
        mentions=names_in([(held.room_id, body)])[0],
        poll=poll,
    )


def _still_may(held: Pending, draft: Draft, facts: Facts) -> SnugError | None:
    """Who has left or is muted meanwhile says nothing, and older words never take the place of newer ones."""
    if held.message_id is not None and (facts.words is None or facts.words.version != held.version):
        return Conflict()
    return decide(draft, facts, written_at=held.held_at)


# ---- by the clock ----------------------------------------------------------------------------------------------------


@whole
def return_due(now: datetime) -> int:
    """Gives back what nobody has decided about for a day; how much. What somebody decides about just now is theirs."""
    due = Pending.objects.due(now).select_for_update(skip_locked=True, no_key=True, of=("self",))
    found = list(due.order_by("until", "pk")[:BATCH])
    for held in found:
        _end(held, State.RETURNED, None)
    return len(found)


def forget(now: datetime) -> int:
    """What ended thirty days ago, the objections of that time, and what kept somebody out until now; how much."""
    count, _ = Pending.objects.filter(ended_at__lte=now - LIVES).delete()
    return count + objections.forget(now) + sanctions.forget(now)


def _end(held: Pending, state: State, decider: Profile | None) -> Pending:
    held.state, held.ended_at, held.ended_by = state, timezone.now(), decider
    held.save(update_fields=["state", "ended_at", "ended_by", "seq", "words"])
    _tell(held)
    return held


def _tell(held: Pending) -> None:
    """The author's sockets, once it is so."""
    person = held.actor.person_id
    if person is None:
        return
    frame: serializers.Json = {"op": "note", "about": str(held.cid), "state": held.state}
    if held.seq is not None:
        frame["seq"] = held.seq
    transaction.on_commit(lambda: live.tell_many([wakes.notice(person, frame=frame)]))


# ---- by their author -------------------------------------------------------------------------------------------------


@whole
def put_away(person: Person, room_id: UUID, cid: UUID) -> None:
    """Takes back what waits, or lets go of what was given back or removed; doing it twice is once. What was removed
    stays sealed for its time. Raises `NotFound`, `Conflict` where it has been let in meanwhile."""
    seat = load_room(person, room_id, Action.OWN_HELD)
    mine = Pending.objects.select_for_update(no_key=True, of=("self",))
    held = mine.filter(room=seat.room, actor=seat.profile, cid=cid).first()
    if held is None:
        raise NotFound
    if held.state == State.RELEASED:
        raise Conflict(_("It has been let in meanwhile. You can delete it where it stands."))
    if held.put_away_at is not None:
        return
    held.put_away_at = now = timezone.now()
    if held.state == State.HELD:
        held.state, held.ended_at = State.RETURNED, now
    if held.state == State.RETURNED:
        held.words = b""
    held.save(update_fields=["state", "ended_at", "put_away_at", "words"])
    _tell(held)  # the other devices


def object_to(person: Person, room_id: UUID, cid: UUID, body: str = "") -> Objection:
    """Their author says that a rule was wrong about these words; saying it again is once. Of what was not held the
    words come along and are screened anew, in the same place, so that nobody objects to what never happened. Raises
    `NotFound`, `Invalid` on `body` where the rules have nothing against them, `RateLimited`."""
    take_edit(person.pk)
    seat = load_room(person, room_id, Action.OWN_HELD)
    held = Pending.objects.filter(room=seat.room, actor=seat.profile, cid=cid, put_away_at=None).first()
    if held is not None and held.words and not held_words.is_lost(held.pk, held.words):
        words = held_words.read(held.pk, held.words)
        return objections.file(seat.profile, cid, outcome="hold", rule=held.rule, spans=held.spans, words=words)
    if not body:
        raise NotFound
    text = clean_text(body, most=BODY_LENGTH, field="body", multiline=True)
    verdict = screen(contents([Said(room_id, person.pk, text)])[0])  # as it was when they wanted to say it
    if verdict.rule is None:
        raise Invalid(_("No rule has anything against these words. Send them again."), field="body")
    return objections.file(
        seat.profile, cid, outcome=verdict.action, rule=verdict.rule, spans=verdict.spans, words=text
    )
