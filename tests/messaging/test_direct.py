"""Conversations of two (trust.md R20, R39, R40): asked for, said yes to, and over when one of the two has gone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone

from community.errors import Forbidden
from community.models import Person
from groups.actions import leaving
from messaging.access.direct import directs_of
from messaging.access.search import Wish, search
from messaging.actions import direct, messages
from messaging.actions.participants import quieten
from messaging.bare import terms
from messaging.models import Direct, Message, Pending, Room, RoomEvent
from moderation import statements
from moderation.models import Sanction
from tests.cast import Cast
from tests.messaging.directs import HELLO, asks, code, opened, say, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]


# ---- asking ----------------------------------------------------------------------------------------------------------


def test_the_first_words_are_a_request_that_both_see(cast: Cast) -> None:
    made = asks(cast, cast.ana, cast.ben)
    assert (made.is_open, made.room.kind, made.space) == (False, "direct", cast.harbour.pk)
    assert [one.body for one in Message.objects.filter(room=made.room)] == [HELLO]
    assert (states(cast.ana), states(cast.ben)) == (["waiting"], ["asked"])
    assert states(cast.cara) == []
    ((_, line),) = directs_of(cast.ben)
    assert (line.body, line.unread, line.other_name) == (HELLO, 1, "Ana")


def test_the_same_request_sent_again_is_the_same(cast: Cast) -> None:
    cid, whom = uuid4(), cast.profile(cast.ben, cast.harbour).pk
    first, second = (direct.ask(cast.ana, whom, cid, HELLO) for _ in range(2))
    assert (first.dup, second.dup, second.seq, second.mid) == (False, True, first.seq, first.mid)
    assert Message.objects.filter(room=first.room).count() == 1


def test_until_a_yes_the_asker_says_one_thing_and_the_other_nothing(cast: Cast) -> None:
    room = asks(cast, cast.ana, cast.ben).room_id
    mid = Message.objects.get(room=room).pk
    assert code(lambda: say(cast.ana, room)) == "direct_waits"
    assert code(lambda: asks(cast, cast.ana, cast.ben, "please")) == "direct_waits"
    assert code(lambda: messages.edit(cast.ana, room, mid, uuid4(), "see https://example.org")) == "direct_waits"
    assert code(lambda: messages.react(cast.ana, room, mid, uuid4(), "👍", on=True)) == "direct_waits"
    assert code(lambda: say(cast.ben, room)) == "direct_unanswered"
    assert code(lambda: messages.react(cast.ben, room, mid, uuid4(), "👍", on=True)) == "direct_unanswered"
    direct.accept(cast.ben, room)
    say(cast.ben, room)
    say(cast.ana, room, "a second thing then")
    messages.react(cast.ben, room, mid, uuid4(), "👍", on=True)
    assert (states(cast.ana), states(cast.ben)) == (["open"], ["open"])


@pytest.mark.parametrize("body", ["see https://strava.com/routes/1", "on www.example.org", "it is example dot org"])
def test_a_request_has_no_links_not_even_those_that_anybody_may_post(cast: Cast, body: str) -> None:
    assert code(lambda: asks(cast, cast.ana, cast.ben, body)) == "direct_links"
    assert not Direct.objects.exists() and not Room.objects.filter(kind="direct").exists()
    room = opened(cast, cast.ana, cast.ben).room_id
    say(cast.ana, room, "see https://strava.com/routes/1")


def test_the_words_of_a_request_are_screened(cast: Cast) -> None:
    assert code(lambda: asks(cast, cast.ana, cast.ben, "My number is +49 171 2345678")) == "nudge"
    assert code(lambda: asks(cast, cast.ana, cast.ben, "Her number is 0171 2345678, call Nia")) == "refused"
    assert not Direct.objects.exists()


def test_what_a_rule_would_hold_is_refused_between_two_where_nobody_may_read_it(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    hers = "Her number is 0171 2345678, call Nia"
    assert code(lambda: messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), hers)) == "held"  # among all
    waiting = Pending.objects.count()
    assert code(lambda: say(cast.ana, room, hers)) == "refused"
    assert Pending.objects.count() == waiting


def test_newcomers_begin_nothing_and_may_answer(cast: Cast) -> None:
    assert code(lambda: asks(cast, cast.nia, cast.ana)) == "direct_new"
    room = asks(cast, cast.ana, cast.nia).room_id
    direct.accept(cast.nia, room)
    say(cast.nia, room)


def test_the_brand_neither_begins_nor_is_asked(cast: Cast) -> None:
    assert code(lambda: asks(cast, cast.bea, cast.ana)) == "direct_brand"
    assert code(lambda: asks(cast, cast.ana, cast.bea)) == "direct_brand"
    ana = cast.profile(cast.ana, cast.harbour).pk
    assert code(lambda: direct.ask(cast.maya, ana, uuid4(), HELLO)) == "not_found"


@pytest.mark.parametrize("who", ["eve", "cleo", "dov", "otto", "pia", "olga", "ana"])
def test_who_shares_no_group_finds_nobody_to_ask(cast: Cast, who: str) -> None:
    ana = cast.profile(cast.ana, cast.harbour).pk
    assert code(lambda: direct.ask(cast.names[who], ana, uuid4(), HELLO)) == "not_found"
    gone = cast.membership(cast.ben, cast.harbour).profile_id
    leaving.leave(cast.place(cast.ben, cast.harbour), words="keep")
    assert code(lambda: direct.ask(cast.cara, gone, uuid4(), HELLO)) == "not_found"


def test_who_is_muted_or_goes_slowly_is_so_between_two_as_well(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    until = timezone.now() + timedelta(hours=1)
    me = cast.profile(cast.ana, cast.harbour)
    quieten(cast.harbour.pk, me, muted_until=until, slow_until=None)
    assert code(lambda: say(cast.ana, room)) == "muted_until"
    quieten(cast.harbour.pk, me, muted_until=None, slow_until=until)
    assert code(lambda: say(cast.ana, room)) == "slow_mode"


def quietened(cast: Cast, kind: str) -> None:
    """Ana, for an hour."""
    until, ana = timezone.now() + timedelta(hours=1), cast.profile(cast.ana, cast.harbour)
    made = Sanction.objects.create(kind=kind, ends_at=until, profile=ana, space=ana.space, reason="Be kind.")
    statements.write(made, "unkind", content_date=until.date(), reported=True)


def test_who_is_quiet_in_the_group_begins_nothing_and_no_empty_room_is_left(cast: Cast) -> None:
    quietened(cast, "mute")
    assert code(lambda: asks(cast, cast.ana, cast.ben)) == "muted_until"
    assert not Room.objects.filter(kind="direct").exists()
    room = asks(cast, cast.ben, cast.ana).room_id
    quietened(cast, "suspend")
    assert code(lambda: direct.accept(cast.ana, room)) == "paused"
    assert code(lambda: asks(cast, cast.ana, cast.cara)) == "paused"
    direct.decline(cast.ana, room)


# ---- the answer ------------------------------------------------------------------------------------------------------


def test_asking_each_other_is_a_yes(cast: Cast) -> None:
    room = asks(cast, cast.ana, cast.ben).room_id
    again = asks(cast, cast.ben, cast.ana, "I am. And you?")
    assert (again.room_id, again.is_open) == (room, True)
    assert list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("kind", flat=True)) == [
        "msg.new",
        "room.update",
        "msg.new",
    ]
    asks(cast, cast.ana, cast.ben, "and this is a message like any other")


def test_what_one_has_declined_one_does_not_find_and_who_asked_does(cast: Cast) -> None:
    room = asks(cast, cast.ana, cast.ben).room_id

    def finds(person: Person) -> list[UUID]:
        return [hit.room_id for hit in search(person, Wish(terms(HELLO)), 10)]

    assert finds(cast.ana) == finds(cast.ben) == [room]
    direct.decline(cast.ben, room)
    assert (finds(cast.ana), finds(cast.ben)) == ([room], [])


def test_a_no_looks_to_the_asker_like_no_answer_at_every_hour(cast: Cast) -> None:
    declined, _ignored = asks(cast, cast.ana, cast.ben), asks(cast, cast.ana, cast.cara)
    direct.decline(cast.ben, declined.room_id)
    direct.decline(cast.ben, declined.room_id)
    assert (states(cast.ben), states(cast.cara)) == ([], ["asked"])
    assert RoomEvent.objects.filter(room=declined.room_id).count() == 1
    for days in (0, 13, 15, 29):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            seen = [(state, line.body) for state, line in directs_of(cast.ana)]
            assert seen[0] == seen[1], days
            words = []
            for whom in (cast.ben, cast.cara):
                with pytest.raises(Forbidden) as refusal:
                    asks(cast, cast.ana, whom, "please answer")
                words.append((refusal.value.code, str(refusal.value.words), refusal.value.detail))
            assert words[0] == words[1], days
    with time_machine.travel(timezone.now() + timedelta(days=30, hours=1)):
        for whom in (cast.ben, cast.cara):
            asks(cast, cast.ana, whom, "may I ask once more")
        assert states(cast.ben) == ["asked"]


def test_a_request_lapses_after_fourteen_days(cast: Cast) -> None:
    room = asks(cast, cast.ana, cast.ben).room_id
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert (states(cast.ana), states(cast.ben)) == (["unanswered"], [])
        assert code(lambda: direct.accept(cast.ben, room)) == "direct_lapsed"
        made = asks(cast, cast.ben, cast.ana, "sorry, I was away")  # who was asked may ask at once
        assert (made.asker_id, made.is_open) == (cast.profile(cast.ben, cast.harbour).pk, False)


def test_a_request_that_was_taken_back_asks_no_more(cast: Cast) -> None:
    room = asks(cast, cast.ana, cast.ben).room_id
    messages.delete(cast.ana, room, Message.objects.get(room=room).pk, uuid4())
    assert states(cast.ben) == []
    assert code(lambda: direct.accept(cast.ben, room)) == "direct_lapsed"


def test_only_who_was_asked_answers(cast: Cast) -> None:
    room = asks(cast, cast.ana, cast.ben).room_id
    assert code(lambda: direct.accept(cast.ana, room)) == "own_cause"
    assert code(lambda: direct.decline(cast.ana, room)) == "own_cause"
    for third in (cast.cara, cast.nia, cast.bea, cast.maya, cast.eve):
        assert code(lambda: direct.accept(third, room)) == "not_found"  # noqa: B023
    assert code(lambda: direct.accept(cast.ben, cast.talk(cast.harbour).pk)) == "not_found"
    direct.accept(cast.ben, room)
    assert code(lambda: direct.decline(cast.ben, room)) == "direct_open"


def test_the_switch_is_told_to_everybody_alike_and_ends_nothing(cast: Cast) -> None:
    room = opened(cast, cast.ana, cast.ben).room_id
    direct.set_open(cast.ben, cast.harbour.pk, to=False)
    say(cast.ana, room)
    assert code(lambda: asks(cast, cast.cara, cast.ben)) == "direct_off"
    direct.set_open(cast.ben, cast.harbour.pk, to=True)
    asks(cast, cast.cara, cast.ben)
    assert code(lambda: direct.set_open(cast.eve, cast.harbour.pk, to=False)) == "not_found"
    assert code(lambda: direct.set_open(cast.bea, cast.harbour.pk, to=False)) == "direct_brand"
