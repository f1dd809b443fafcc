"""What makes each task do something, and what takes its reason away."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from community.models import Brand, IdempotencyKey, Role
from community.surface import Action
from groups.access import load_group
from groups.actions import charters, insights, openings, seats
from groups.models import BrandSeat, Charter, Event, Invite, JoinRequest, Membership, Occurrence, Rsvp
from messaging import sealed
from messaging.actions import unsent
from messaging.models import Message, Pending, Room, RoomDraft, RoomEvent, SocketTicket
from moderation.actions import audits, yearly
from tests.cast import Cast, make_person
from tests.groups.notices import notice_is_over
from tests.groups.occurrences import make_occurrence
from tests.groups.plans import answers, comes, in_days, move_start, plan, plan_one
from tests.matrix import caseload
from tests.matrix.case import Case
from tests.matrix.directs import said_between_two_long_ago
from tests.matrix.dispatches import DISPATCHES
from tests.matrix.media import MEDIA
from tests.matrix.own import OWN_DATA

LONG_AGO = timedelta(days=400)


def left_with_words_to_go(cast: Cast) -> Membership:
    talk = cast.talk(cast.harbour)
    says(talk, cast, "dov")
    membership = Membership.objects.get(profile__person=cast.dov)
    Membership.objects.filter(pk=membership.pk).update(ending="left", words_due="delete", ended_at=timezone.now())
    return membership


def says(room: Room, cast: Cast, name: str, ago: timedelta = timedelta()) -> Message:
    room.refresh_from_db()
    room.last_seq += 1
    room.save(update_fields=["last_seq"])
    actor = cast.profile(cast.names[name], cast.harbour)
    at = timezone.now() - ago
    message = Message.objects.create(room=room, seq=room.last_seq, actor=actor, body="words", created_at=at)
    RoomEvent.objects.create(
        room=room, seq=room.last_seq, kind="msg.new", actor=actor, message=message, cid=uuid.uuid4(), created_at=at
    )
    return message


def _there_last_year(cast: Cast) -> tuple[Any, ...]:
    Brand.objects.filter(pk=cast.brand.pk).update(created_at=timezone.now() - timedelta(days=366))
    return ()


def _done_before(cast: Cast) -> None:
    Membership.objects.update(words_due="")


def _asked_long_ago(cast: Cast) -> tuple[Any, ...]:
    cara = cast.profile(cast.cara, cast.harbour)
    week = timezone.now() + timedelta(days=7)
    invite = Invite.objects.create(group=cast.harbour, inviter=cara, token_hash=b"1" * 32, uses_left=0, expires_at=week)
    JoinRequest.objects.create(
        group=cast.harbour,
        invite=invite,
        person=make_person("wanda"),
        name="Wanda",
        charter=Charter.objects.get(group=cast.harbour),
        created_at=timezone.now() - timedelta(days=15),
    )
    return ()


def _decided_meanwhile(cast: Cast) -> None:
    JoinRequest.objects.update(state="refused", decided_at=timezone.now())


def _duty_ended(cast: Cast) -> tuple[Any, ...]:
    Role.objects.filter(person=cast.bea).update(ended_at=timezone.now())
    return ()


def _duty_given_anew(cast: Cast) -> None:
    Role.objects.create(person=cast.bea, brand=cast.brand, kind=Role.Kind.VOICE)


def _listened_for_a_week(cast: Cast) -> tuple[Any, ...]:
    seat = seats.take(cast.maya, cast.harbour)
    place = load_group(cast.cara, cast.harbour.pk, Action.SEAT_BRAND)
    seats.let_in(place, seat, at=timezone.now() - timedelta(days=8))
    return ()


def _sent_back(cast: Cast) -> None:
    BrandSeat.objects.update(heard_from=None)


def _announced_a_week_ago(cast: Cast) -> tuple[Any, ...]:
    place = load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER)
    charters.change(place, retention_days=30)
    notice_is_over(openings.announce(place, retention_days=90))
    return ()


def _captain_gone(cast: Cast) -> None:
    Membership.objects.filter(role="captain").update(role="member")


def _words_past_their_time(cast: Cast) -> tuple[Any, ...]:
    says(cast.talk(cast.harbour), cast, "ana", LONG_AGO)
    return ()


def _taken_back_meanwhile(cast: Cast) -> None:
    Message.objects.update(deleted_at=timezone.now(), body="", bare="")


def _ticket_over(cast: Cast) -> tuple[Any, ...]:
    past = timezone.now() - timedelta(minutes=5)
    SocketTicket.objects.create(token_hash=b"2" * 32, person=cast.ana, expires_at=past)
    return ()


def _ticket_spent(cast: Cast) -> None:
    SocketTicket.objects.all().delete()


def _deleted_long_ago(cast: Cast) -> tuple[Any, ...]:
    message = says(cast.talk(cast.harbour), cast, "ana", LONG_AGO)
    Message.objects.filter(pk=message.pk).update(deleted_at=timezone.now() - LONG_AGO, body="", bare="")
    RoomEvent.objects.filter(message=message).update(actor=None)
    return ()


def _cids_forgotten(cast: Cast) -> None:
    RoomEvent.objects.update(cid=None)


def _sealed_long_ago(cast: Cast) -> tuple[Any, ...]:
    message = says(cast.talk(cast.harbour), cast, "ana")
    sealed.seal([sealed.OldWords(message.pk, message.actor_id, 1, "words", timezone.now() - LONG_AGO)])
    return ()


def _shredded_meanwhile(cast: Cast) -> None:
    sealed.shred(Message.objects.values_list("pk", flat=True))


def _held_since_yesterday(cast: Cast) -> tuple[Any, ...]:
    now = timezone.now()
    of_ana = {"room": cast.talk(cast.harbour), "actor": cast.profile(cast.ana, cast.harbour)}
    given = {"cid": uuid.uuid4(), "mac": b"6" * 16, "words": b"locked up", "rule": "rule"}
    Pending.objects.create(held_at=now - timedelta(hours=24), until=now, **of_ana, **given)
    return ()


def _decided_by_the_captain(cast: Cast) -> None:
    cara = cast.profile(cast.cara, cast.harbour)
    Pending.objects.update(state="removed", ended_at=timezone.now(), ended_by=cara)


def _ended_long_ago(cast: Cast) -> tuple[Any, ...]:
    _held_since_yesterday(cast)
    long_ago = timezone.now() - LONG_AGO
    Pending.objects.update(held_at=long_ago, until=long_ago, state="returned", ended_at=long_ago)
    return ()


def _ended_just_now(cast: Cast) -> None:
    Pending.objects.all().delete()


def _written_long_ago(cast: Cast) -> tuple[Any, ...]:
    unsent.keep(cast.ana, cast.talk(cast.harbour).pk, "Tuesday at")
    RoomDraft.objects.update(updated_at=timezone.now() - LONG_AGO)
    return ()


def _written_on(cast: Cast) -> None:
    unsent.keep(cast.ana, cast.talk(cast.harbour).pk, "Tuesday at seven")


def _answered_long_ago(cast: Cast) -> tuple[Any, ...]:
    long_ago = timezone.now() - LONG_AGO
    IdempotencyKey.objects.create(person=cast.ana, key_mac=b"3" * 32, fingerprint=b"4" * 32, created_at=long_ago)
    return ()


def _key_used_anew(cast: Cast) -> None:
    IdempotencyKey.objects.update(created_at=timezone.now())


def _session_over(cast: Cast) -> tuple[Any, ...]:
    cast.client(cast.ana)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    return ()


def _signed_in_again(cast: Cast) -> None:
    Session.objects.update(expire_date=timezone.now() + timedelta(days=1))


def _days_to_be_made(cast: Cast) -> tuple[Any, ...]:
    plan(cast, repeats="weekly")
    Event.objects.update(made_until=None)
    Occurrence.objects.filter(slot__gt=in_days(20)).delete()
    return ()


def _series_ended(cast: Cast) -> None:
    Event.objects.update(made_until=in_days(84), until=in_days(20))


def _met_three_days_ago(cast: Cast) -> tuple[Any, ...]:
    one = plan_one(cast)
    comes(cast, one, cast.ana)
    move_start(one, timezone.now() - timedelta(days=3))
    return ()


def _goes_on(cast: Cast) -> None:
    Occurrence.objects.update(ends_at=timezone.now())


def _answered_for_a_run_long_ago(cast: Cast) -> tuple[Any, ...]:
    one = plan_one(cast)
    answers(cast, one, cast.ana, answer="I bring a lamp")
    move_start(one, timezone.now() - timedelta(days=8))
    return ()


def _answer_taken_back(cast: Cast) -> None:
    Rsvp.objects.update(answer="")


def _offer_over(cast: Cast) -> tuple[Any, ...]:
    run = make_occurrence(cast.harbour, capacity=1)
    ana, ben = (cast.profile(person, cast.harbour) for person in (cast.ana, cast.ben))
    past = timezone.now() - timedelta(minutes=1)
    Rsvp.objects.create(occurrence=run, profile=ana, state="offered", place=1, offer_until=past)
    Rsvp.objects.create(occurrence=run, profile=ben, state="waitlisted", place=2)
    return ()


def _offer_taken(cast: Cast) -> None:
    Rsvp.objects.filter(state="offered").update(state="going", place=None, offer_until=None)


CASES = {
    **OWN_DATA,
    **DISPATCHES,
    "moderation.escalate": Case(caseload.past_its_deadline, caseload.decided_meanwhile),
    "moderation.shred_evidence": Case(caseload.decided_long_ago, caseload.shredded_meanwhile),
    "groups.finish_words": Case(lambda cast: (str(left_with_words_to_go(cast).pk),), _done_before),
    "groups.finish_all_words": Case(lambda cast: (left_with_words_to_go(cast), ())[1], _done_before),
    "groups.lapse_requests": Case(_asked_long_ago, _decided_meanwhile),
    "groups.end_seats": Case(_duty_ended, _duty_given_anew),
    "groups.open_charters": Case(_announced_a_week_ago, _captain_gone),
    "groups.tend_seats": Case(_listened_for_a_week, _sent_back),
    "groups.tend_waitlists": Case(_offer_over, _offer_taken),
    "groups.let_words_go": Case(_words_past_their_time, _taken_back_meanwhile),
    "groups.make_occurrences": Case(_days_to_be_made, _series_ended),
    "groups.close_event_rooms": Case(_met_three_days_ago, _goes_on),
    "groups.forget_event_answers": Case(_answered_for_a_run_long_ago, _answer_taken_back),
    "groups.release_insights": Case(lambda cast: (), lambda cast: insights.release_due(timezone.now())),
    "moderation.release_years": Case(_there_last_year, lambda cast: yearly.release_due(timezone.now())),
    "moderation.check_audit": Case(lambda cast: (), lambda cast: audits.check()),
    "messaging.forget_tickets": Case(_ticket_over, _ticket_spent),
    "messaging.forget_cids": Case(_deleted_long_ago, _cids_forgotten),
    "messaging.expire_direct": Case(said_between_two_long_ago, _taken_back_meanwhile),
    "messaging.shred_sealed": Case(_sealed_long_ago, _shredded_meanwhile),
    "messaging.return_held": Case(_held_since_yesterday, _decided_by_the_captain),
    "messaging.forget_held": Case(_ended_long_ago, _ended_just_now),
    **MEDIA,
    "messaging.forget_drafts": Case(_written_long_ago, _written_on),
    "community.forget_answers": Case(_answered_long_ago, _key_used_anew),
    "community.forget_sessions": Case(_session_over, _signed_in_again),
}
