"""The brand knocks, listens and keeps its share; the captain pauses it, the members have it step back (trust.md R11,
R12)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from community.errors import Conflict, Forbidden, SnugError
from community.surface import Action
from groups.access import Place, load_group, load_seat, restraint_of, seats_of, standings
from groups.actions import charters, restraint, seats
from groups.models import BrandQuiet, BrandSeat, QuietVote
from groups.tasks import tend_seats
from messaging.actions import messages
from messaging.actions.messages import Ack, Send
from messaging.actions.participants import depart
from messaging.models import Participant, RoomEvent
from tests.cast import Cast, join, make_people
from tests.groups.pages import text

State = BrandSeat.State
WEEK = timedelta(days=7)
TRUST = "/g/harbour-runners/trust/"


def says(cast: Cast, *names: str) -> list[object]:
    """In one batch, as the socket sends; a code for each refusal."""
    room = cast.talk(cast.harbour).pk
    answers = messages.send_many([Send(cast.names[name].pk, room, uuid4(), f"{name} says") for name in names])
    return [one.code if isinstance(one, SnugError) else isinstance(one, Ack) for one in answers]


def place(cast: Cast, name: str, action: Action) -> Place:
    return load_group(cast.names[name], cast.harbour.pk, action)


def seat_of(cast: Cast, name: str = "bea") -> BrandSeat:
    return BrandSeat.objects.get(group=cast.harbour, profile__person=cast.names[name], ended_at=None)


def test_the_captain_lets_who_knocks_listen_and_after_a_week_it_may_speak(cast: Cast) -> None:
    captain = place(cast, "cara", Action.SEAT_BRAND)
    seat = seats.take(cast.maya, cast.harbour)
    assert (seat.state, seat.speaks_from) == (State.KNOCKING, None)
    seats.let_in(captain, seat, at=timezone.now() - WEEK + timedelta(minutes=1))
    tend_seats()
    assert seat_of(cast, "maya").state == State.LISTENING
    BrandSeat.objects.filter(pk=seat.pk).update(heard_from=timezone.now() - WEEK)
    tend_seats()
    assert seat_of(cast, "maya").state == State.SPEAKING
    assert Participant.objects.filter(profile=seat.profile, active=True, voice="brand").count() == 2


def test_nobody_speaks_by_the_clock_whom_no_captain_has_let_in(cast: Cast) -> None:
    seats.take(cast.maya, cast.harbour, at=timezone.now() - 3 * WEEK)
    seats.send_back(place(cast, "cara", Action.SEAT_BRAND), seat_of(cast))
    BrandSeat.objects.update(since=timezone.now() - 3 * WEEK)
    tend_seats()
    assert [seat_of(cast, name).state for name in ("maya", "bea")] == [State.KNOCKING, State.LISTENING]


def test_under_a_listening_charter_the_week_makes_nobody_speak(cast: Cast) -> None:
    charters.change(place(cast, "cara", Action.CHANGE_CHARTER), brand_presence="listening")
    seat = seats.take(cast.maya, cast.harbour)
    seats.let_in(place(cast, "cara", Action.SEAT_BRAND), seat, at=timezone.now() - 2 * WEEK)
    tend_seats()
    assert seat_of(cast, "maya").state == State.LISTENING


def test_the_brand_has_one_message_in_five(cast: Cast) -> None:
    assert says(cast, "ana", "ben", "ana", "bea") == [True, True, True, "brand_share"]
    assert says(cast, "ben", "bea", "ana", "ben", "ana", "bea") == [True, True, True, True, True, "brand_share"]
    assert says(cast, "ben", "bea") == [True, True]
    assert restraint_of(place(cast, "ana", Action.SEE_TRUST)).share == (10, 2)


def test_the_share_is_of_the_last_fifty_and_says_when_the_brand_may_speak_again(cast: Cast) -> None:
    for _ in range(10):
        assert says(cast, "ana", "ben", "nia", "cara", "bea") == [True] * 5
    assert says(cast, "bea") == ["brand_share"]
    with pytest.raises(Forbidden) as refused:
        messages.send(cast.bea, cast.talk(cast.harbour).pk, uuid4(), "once more")
    assert "After 4 more messages by others" in str(refused.value.words)
    assert says(cast, "ana", "ben", "nia", "bea", "cara", "bea") == [True, True, True, "brand_share", True, True]


def test_the_brand_never_speaks_three_times_in_a_row(cast: Cast) -> None:
    assert says(cast, *["ana", "ben"] * 8, "bea", "bea", "bea") == [True] * 18 + ["brand_in_a_row"]
    assert says(cast, "ana", "bea") == [True, True]


def test_two_seats_share_one_share_and_taking_words_back_gives_nothing_back(cast: Cast) -> None:
    seats.welcome(place(cast, "cara", Action.SEAT_BRAND), seats.take(cast.maya, cast.harbour))
    assert says(cast, *["ana", "ben"] * 8, "bea", "maya", "bea") == [True] * 18 + ["brand_in_a_row"]
    room = cast.talk(cast.harbour).pk
    last = room_message(cast)
    messages.delete(cast.maya, room, last, uuid4())
    assert says(cast, "maya") == ["brand_in_a_row"]


def room_message(cast: Cast) -> object:
    return RoomEvent.objects.filter(room=cast.talk(cast.harbour), kind="msg.new").latest("seq").message_id


def test_a_paused_brand_reads_and_says_nothing_until_the_captain_ends_it(cast: Cast) -> None:
    assert says(cast, *["ana", "ben"] * 3, "bea") == [True] * 7
    captain = place(cast, "cara", Action.PAUSE_BRAND)
    made = restraint.pause(captain)
    assert restraint.pause(captain) == made
    assert made.until == made.created_at + WEEK
    assert says(cast, *["ana"] * 4, "bea") == [True] * 4 + ["brand_paused"]
    with pytest.raises(Forbidden) as refused:
        messages.react(cast.bea, cast.talk(cast.harbour).pk, room_message(cast), uuid4(), "👍", on=True)  # type: ignore[arg-type]
    assert refused.value.code == "brand_paused"
    assert "ana says" in text(cast.client(cast.bea), "/g/harbour-runners/")
    restraint.resume(captain)
    restraint.resume(captain)
    assert says(cast, "bea") == [True]
    assert noted(cast) == ["brand_paused", "brand_back"]


def noted(cast: Cast) -> list[str]:
    lines = RoomEvent.objects.filter(room=cast.talk(cast.harbour), kind="room.update").order_by("seq")
    return [line.data["what"] for line in lines]


def test_three_members_have_the_brand_step_back_and_nobody_learns_who_they_are(cast: Cast) -> None:
    assert says(cast, *["ana", "ben"] * 3, "bea") == [True] * 7
    for name in ("ana", "ben", "ana"):
        restraint.vote(place(cast, name, Action.VOTE_QUIET))
    before = restraint_of(place(cast, "nia", Action.SEE_TRUST))
    assert (before.quiet_until, before.voted, seat_of(cast).state) == (None, False, State.SPEAKING)
    assert restraint_of(place(cast, "ana", Action.SEE_TRUST)).voted
    assert noted(cast) == []
    restraint.vote(place(cast, "nia", Action.VOTE_QUIET))
    assert seat_of(cast).state == State.STEPPED_BACK
    assert {str(one) for one in standings(cast.bea, cast.harbour)} == {"brand_stepped_back", "voice"}
    assert says(cast, "bea") == ["not_found"]
    assert noted(cast) == ["brand_stepped_back"]
    assert not QuietVote.objects.exists()


def test_the_votes_of_leavers_old_ones_and_ones_taken_back_do_not_count(cast: Cast) -> None:
    for name in ("ana", "ben"):
        restraint.vote(place(cast, name, Action.VOTE_QUIET))
    restraint.take_vote_back(place(cast, "ben", Action.VOTE_QUIET))
    restraint.vote(place(cast, "nia", Action.VOTE_QUIET))
    QuietVote.objects.update(cast_at=timezone.now() - timedelta(days=14))
    restraint.vote(place(cast, "ben", Action.VOTE_QUIET))
    restraint.vote(place(cast, "ana", Action.VOTE_QUIET))
    assert seat_of(cast).state == State.SPEAKING
    tend_seats()
    assert QuietVote.objects.count() == 2


def test_in_a_large_group_it_takes_one_in_ten(cast: Cast) -> None:
    crowd = make_people([f"runner{n}" for n in range(28)])
    for person in crowd:
        join(person, cast.harbour)  # 32 with those who are there: four of them
    for person in crowd[:3]:
        restraint.vote(load_group(person, cast.harbour.pk, Action.VOTE_QUIET))
    assert seat_of(cast).state == State.SPEAKING
    restraint.vote(load_group(crowd[3], cast.harbour.pk, Action.VOTE_QUIET))
    assert seat_of(cast).state == State.STEPPED_BACK


def stepped_back(cast: Cast) -> None:
    for name in ("ana", "ben", "nia"):
        restraint.vote(place(cast, name, Action.VOTE_QUIET))


def test_while_it_steps_back_no_captain_and_no_other_seat_brings_the_brand_in(cast: Cast) -> None:
    stepped_back(cast)
    captain = place(cast, "cara", Action.SEAT_BRAND)
    other = seats.take(cast.maya, cast.harbour)
    assert other.state == State.STEPPED_BACK
    for seat in seats_of(captain):
        seats.let_in(captain, seat)
        seats.send_back(captain, seat)
        with pytest.raises(Conflict) as refused:
            seats.welcome(captain, load_seat(captain, seat.pk, Action.SEAT_BRAND))
        assert refused.value.code == "brand_stepped_back"
    assert {seat.state for seat in seats_of(captain)} == {State.STEPPED_BACK}
    with pytest.raises(Conflict):
        restraint.vote(place(cast, "ana", Action.VOTE_QUIET))


def test_after_two_weeks_it_listens_and_waits_for_the_captain(cast: Cast) -> None:
    now = timezone.now()
    depart(cast.harbour.pk, seat_of(cast).profile, reason="closed")
    BrandSeat.objects.filter(pk=seat_of(cast).pk).update(state=State.STEPPED_BACK)
    for began in (now - 2 * WEEK + timedelta(minutes=1), now - 3 * WEEK):
        with transaction.atomic():
            BrandQuiet.objects.create(group=cast.harbour, created_at=began, until=began + 2 * WEEK)
            tend_seats()
            assert seat_of(cast).state == (State.STEPPED_BACK if began > now - 2 * WEEK else State.LISTENING)
            transaction.set_rollback(began > now - 2 * WEEK)
    tend_seats()
    assert (seat_of(cast).state, seat_of(cast).heard_from) == (State.LISTENING, None)
    seats.welcome(place(cast, "cara", Action.SEAT_BRAND), seat_of(cast))
    assert seat_of(cast).state == State.SPEAKING


def test_the_trust_page_shows_everybody_the_share_and_the_captain_alone_the_pause(cast: Cast) -> None:
    says(cast, *["ana", "ben"] * 2, "bea")
    pages = {name: text(cast.client(cast.names[name]), TRUST) for name in ("ana", "cara", "bea")}
    assert all("Of the last 5 messages in Talk, Stride wrote 1" in page for page in pages.values())
    assert [name for name, page in pages.items() if "Pause Stride for seven days" in page] == ["cara"]
    assert [name for name, page in pages.items() if "A quiet vote" in page] == ["ana"]
    captain, member = cast.client(cast.cara), cast.client(cast.ana)
    assert captain.post("/g/harbour-runners/brand/pause/").status_code == 302
    assert "The captain has paused it" in text(member, TRUST)
    assert "The captain has paused the brand here" in text(member, "/g/harbour-runners/")
    assert captain.post("/g/harbour-runners/brand/resume/").status_code == 302
    assert "The captain has paused it" not in text(member, TRUST)


def test_a_member_votes_and_takes_it_back_on_a_page_of_their_own(cast: Cast) -> None:
    ana, vote = cast.client(cast.ana), "/g/harbour-runners/brand/vote/"
    assert "Yes, step back" in text(ana, vote)
    assert ana.post(vote, {"do": "vote"}).status_code == 302
    assert "Your wish stands" in text(ana, TRUST)
    assert "Your wish stands" in text(ana, vote)
    for other in (cast.ben, cast.cara, cast.bea):
        assert "Your wish stands" not in text(cast.client(other), TRUST)
    assert ana.post(vote, {"do": "take_back"}).status_code == 302
    assert "Yes, step back" in text(ana, vote)


def test_apps_do_the_same(cast: Cast) -> None:
    base = f"/api/v1/groups/{cast.harbour.pk}"
    ana, cara = cast.api(cast.ana), cast.api(cast.cara)
    assert ana.put(f"{base}/quiet-vote").status_code == 204
    assert ana.get(f"{base}/restraint").json()["voted"] is True
    assert cara.get(f"{base}/restraint").json()["voted"] is False
    assert ana.delete(f"{base}/quiet-vote").status_code == 204
    assert cara.put(f"{base}/quiet-vote").json()["code"] == "captain_pauses"
    assert cara.put(f"{base}/brand-pause").status_code == 204
    assert ana.get(f"{base}/restraint").json()["paused_until"] is not None
    assert cara.delete(f"{base}/brand-pause").status_code == 204
    assert ana.get(f"{base}/restraint").json()["paused_until"] is None
