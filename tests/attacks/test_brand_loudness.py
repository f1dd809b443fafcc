"""Attempts of the brand to be louder than it may, or to learn who wants it quiet (trust.md R11, R12)."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from community.errors import NotFound, SnugError
from community.surface import Action
from groups.access import load_group
from groups.actions import restraint, seats
from groups.models import BrandPause, BrandQuiet, BrandSeat, QuietVote
from messaging.actions import messages
from messaging.models import Message, Room
from tests.cast import Cast
from tests.groups.parallel import at_once
from tests.groups.test_brand_restraint import says

GROUP = "/g/harbour-runners/"


def stored(cast: Cast, name: str) -> None:
    """A message by SQL, past all code."""
    room = Room.objects.get(pk=cast.talk(cast.harbour).pk)
    room.last_seq += 1
    with transaction.atomic():
        room.save(update_fields=["last_seq"])
        profile = cast.profile(cast.names[name], cast.harbour)
        Message.objects.create(room=room, seq=room.last_seq, actor=profile, body="words")


def refused_by_the_database(act: object, *args: object) -> bool:
    try:
        with transaction.atomic():
            act(*args)  # type: ignore[operator]
    except Error:
        return True
    return False


@pytest.mark.django_db(transaction=True)
def test_many_messages_of_the_brand_at_once_are_no_more_than_its_share(cast: Cast) -> None:
    assert says(cast, *["ana", "ben"] * 8) == [True] * 16
    cara = load_group(cast.cara, cast.harbour.pk, Action.SEAT_BRAND)
    seats.welcome(cara, seats.take(cast.maya, cast.harbour))
    room = cast.talk(cast.harbour).pk

    def speak(name: str) -> object:
        try:
            return messages.send(cast.names[name], room, uuid4(), "now") and "sent"
        except SnugError as refusal:
            return refusal.code

    outcomes = Counter(at_once([lambda name=name: speak(name) for name in ("bea", "maya") * 4]))
    assert outcomes["sent"] == 2
    assert sum(outcomes.values()) - outcomes["unavailable"] == 8


def test_code_that_forgets_the_share_is_stopped_by_the_database(cast: Cast) -> None:
    for name in ("ana", "ben", "ana", "ben"):
        stored(cast, name)
    stored(cast, "bea")
    assert refused_by_the_database(stored, cast, "bea")
    stored(cast, "ana")
    assert Message.objects.count() == 6


def test_three_in_a_row_by_sql_are_refused(cast: Cast) -> None:
    for name in ("ana", "ben") * 10:
        stored(cast, name)
    stored(cast, "bea")
    stored(cast, "bea")
    assert refused_by_the_database(stored, cast, "bea")


def test_a_paused_brand_says_nothing_by_sql_either(cast: Cast) -> None:
    for name in ("ana", "ben") * 5:
        stored(cast, name)
    stored(cast, "bea")
    restraint.pause(load_group(cast.cara, cast.harbour.pk, Action.PAUSE_BRAND))
    stored(cast, "ana")
    assert refused_by_the_database(stored, cast, "bea")


def test_a_pause_cannot_be_made_longer_than_a_week(cast: Cast) -> None:
    pause = restraint.pause(load_group(cast.cara, cast.harbour.pk, Action.PAUSE_BRAND))
    rows = BrandPause.objects.filter(pk=pause.pk)
    assert refused_by_the_database(lambda: rows.update(until=pause.until + timedelta(seconds=1)))
    assert rows.update(until=pause.until - timedelta(days=1)) == 1


@pytest.mark.parametrize("state", ["knocking", "listening"])
def test_a_seat_that_nobody_welcomed_does_not_speak_by_sql(cast: Cast, state: str) -> None:
    seat = seats.take(cast.maya, cast.harbour)
    rows = BrandSeat.objects.filter(pk=seat.pk)
    heard = timezone.now() - timedelta(days=6)
    rows.update(state=state, heard_from=heard if state == "listening" else None)
    assert refused_by_the_database(lambda: rows.update(state="speaking", since=timezone.now()))
    assert rows.update(state="speaking", welcomed_at=timezone.now()) == 1


def test_the_brand_does_not_come_back_by_sql_while_members_have_it_step_back(cast: Cast) -> None:
    for name in ("ana", "ben", "nia"):
        restraint.vote(load_group(cast.names[name], cast.harbour.pk, Action.VOTE_QUIET))
    assert BrandSeat.objects.get(profile__person=cast.bea).state == "stepped"
    now = timezone.now()
    assert refused_by_the_database(lambda: BrandSeat.objects.update(state="speaking", welcomed_at=now))
    assert refused_by_the_database(lambda: BrandQuiet.objects.update(until=now))
    assert refused_by_the_database(lambda: BrandQuiet.objects.all().delete())


def test_a_new_seat_is_no_way_around_the_members_vote(cast: Cast) -> None:
    for name in ("ana", "ben", "nia"):
        restraint.vote(load_group(cast.names[name], cast.harbour.pk, Action.VOTE_QUIET))
    maya = cast.api(cast.maya)
    taken = maya.post(f"/api/v1/groups/{cast.harbour.pk}/seats", {}, format="json")
    assert (taken.status_code, taken.json()["state"]) == (201, "stepped")
    assert cast.client(cast.maya).get(GROUP).status_code == 403


@pytest.mark.parametrize("who", ["cara", "bea"])
def test_captain_and_brand_find_no_trace_of_a_vote(cast: Cast, who: str) -> None:
    client, api = cast.client(cast.names[who]), cast.api(cast.names[who])
    places = (GROUP, f"{GROUP}trust/", f"{GROUP}people/")
    paths = [f"/api/v1/groups/{cast.harbour.pk}{end}" for end in ("/restraint", "/seats", "", "/charter")]

    def seen() -> list[object]:
        pages = [client.get(path).content.decode().split("<main")[-1] for path in places]
        without = [page.split("csrfmiddlewaretoken")[0] for page in pages]
        return [*without, *(api.get(path).json() for path in paths)]

    before = seen()
    for name in ("ana", "ben"):
        restraint.vote(load_group(cast.names[name], cast.harbour.pk, Action.VOTE_QUIET))
    assert seen() == before
    assert client.get(f"{GROUP}brand/vote/").status_code == 403


def test_whose_vote_it_is_stands_in_no_row(cast: Cast) -> None:
    restraint.vote(load_group(cast.ana, cast.harbour.pk, Action.VOTE_QUIET))
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(v)::text FROM groups_quietvote v")
        (row,) = cursor.fetchone()
    profile = cast.profile(cast.ana, cast.harbour).pk
    assert QuietVote.objects.count() == 1
    for trace in (cast.ana.pk, profile, cast.membership(cast.ana, cast.harbour).pk):
        assert str(trace) not in row
        assert trace.hex not in row


def test_a_member_votes_once_however_often(cast: Cast) -> None:
    ana = cast.api(cast.ana)
    for _ in range(5):
        assert ana.put(f"/api/v1/groups/{cast.harbour.pk}/quiet-vote").status_code == 204
    assert QuietVote.objects.count() == 1
    vote = QuietVote.objects.get()
    assert refused_by_the_database(lambda: QuietVote.objects.create(group=cast.harbour, mark=vote.mark))


@pytest.mark.django_db(transaction=True)
def test_a_vote_that_carries_and_the_brands_words_are_one_after_the_other(cast: Cast) -> None:
    assert says(cast, *["ana", "ben"] * 10) == [True] * 20
    for name in ("ana", "ben"):
        restraint.vote(load_group(cast.names[name], cast.harbour.pk, Action.VOTE_QUIET))
    room = cast.talk(cast.harbour).pk

    def speak() -> object:
        try:
            return messages.send(cast.bea, room, uuid4(), "still here")
        except NotFound:
            return None

    nia = load_group(cast.nia, cast.harbour.pk, Action.VOTE_QUIET)
    said, *_ = at_once([speak, lambda: restraint.vote(nia)])
    gone = Room.objects.get(pk=room).events.get(kind="member.leave", actor__person=cast.bea).seq
    assert said is None or said.seq < gone
    assert speak() is None


def test_outsiders_and_the_brand_pause_nothing(cast: Cast) -> None:
    path = f"/api/v1/groups/{cast.harbour.pk}/brand-pause"
    assert cast.api(cast.cara).put(path).status_code == 204
    for person, status in ((cast.bea, 403), (cast.ana, 403), (cast.maya, 404), (cast.cleo, 404), (cast.dov, 404)):
        assert cast.api(person).delete(path).status_code == status
    assert BrandPause.objects.get().ended_at is None


@pytest.mark.django_db
def test_a_brand_that_is_to_be_quiet_asks_members_for_nothing_either(cast: Cast) -> None:
    path, api = f"/api/v1/groups/{cast.harbour.pk}/reuse", cast.api(cast.bea)

    def asks(words: str) -> tuple[int, str]:
        said = messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), words)
        told = api.post(path, {"item": str(said.mid), "purpose": "Our spring sale"}, format="json")
        return told.status_code, told.json().get("code", "")

    assert asks("The heron is back") == (201, "")
    restraint.pause(load_group(cast.cara, cast.harbour.pk, Action.PAUSE_BRAND))
    assert asks("And the cormorant") == (403, "brand_paused")
    restraint.resume(load_group(cast.cara, cast.harbour.pk, Action.PAUSE_BRAND))
    assert asks("And the gull") == (201, "")
    assert asks("No more birds today") == (409, "asked_enough")
