"""That a poll one has voted in has ended: who hears of it, once, calmly, and when no longer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.utils import timezone

from community.models import Dispatch, Preference
from community.notifications import kind_of, planning, sending
from messaging.actions import messages, participants
from messaging.models import Participant
from messaging.polling import Asked
from moderation.models import Block
from tests.cast import Cast
from tests.groups.parallel import at_once
from tests.messaging.polls import end_now

pytestmark = pytest.mark.django_db
QUESTION = "Which pier?"


def ask(cast: Cast, *, secret: bool = False) -> UUID:
    """Asked by Ben, voted in by Ana and Nia."""
    soon = timezone.now() + timedelta(hours=1)
    talk = cast.talk(cast.harbour).pk
    asked = Asked(("Upper", "Lower"), secret=secret, closes_at=soon)
    mid = messages.send(cast.ben, talk, uuid4(), QUESTION, poll=asked).mid
    assert mid
    for person in (cast.ana, cast.nia):
        messages.vote(person, talk, mid, uuid4(), [0])
    return mid


def tick() -> set[str]:
    planning.plan_due()
    sending.send_due()
    told = Dispatch.objects.filter(kind="poll", state="sent", channel="app").select_related("person")
    return {one.person.email.partition("@")[0] for one in told if one.person is not None}


@pytest.mark.parametrize("secret", [False, True])
def test_who_voted_hears_of_the_end_once_in_the_inbox_and_of_no_word(cast: Cast, secret: bool) -> None:
    mid = ask(cast, secret=secret)
    assert tick() == set()
    end_now(mid)
    assert tick() == {"ana", "nia"} and tick() == {"ana", "nia"}
    assert Dispatch.objects.filter(kind="poll").count() == 2 and not mail.outbox
    dispatch = Dispatch.objects.get(kind="poll", person=cast.ana)
    kind = kind_of("poll")
    assert kind is not None
    said = kind.words([dispatch])[dispatch.pk]
    assert said.title == "A poll has ended in Harbour Runners"
    assert QUESTION not in f"{said}" and "Upper" not in f"{said}" and "Ben" not in f"{said}"


def test_closed_by_hand_it_is_told_too_and_by_mail_to_who_wants_that(cast: Cast) -> None:
    mid = ask(cast)
    Preference.objects.create(person=cast.ana, kind="poll", channel="mail", mode="on")
    messages.close(cast.ben, cast.talk(cast.harbour).pk, mid, uuid4())
    assert tick() == {"ana", "nia"}
    assert [letter.to for letter in mail.outbox] == [[cast.ana.email]]


def test_who_muted_the_room_blocked_the_asker_or_left_hears_nothing(cast: Cast) -> None:
    mid = ask(cast)
    talk = cast.talk(cast.harbour)
    messages.vote(cast.cara, talk.pk, mid, uuid4(), [1])
    profiles = {name: cast.profile(getattr(cast, name), cast.harbour) for name in ("ana", "ben", "nia", "cara")}
    Participant.objects.filter(room=talk, profile=profiles["ana"]).update(hushed_at=timezone.now())
    Block.objects.create(space=cast.harbour.pk, blocker=profiles["nia"], blocked=profiles["ben"])
    end_now(mid)
    assert tick() == {"cara"}


def test_what_is_taken_back_or_left_after_it_was_planned_is_not_told(cast: Cast) -> None:
    mid, other = ask(cast), ask(cast)
    end_now(mid)
    end_now(other)
    planning.plan_due()
    messages.delete(cast.ben, cast.talk(cast.harbour).pk, mid, uuid4())
    participants.depart(cast.harbour.pk, cast.profile(cast.nia, cast.harbour), reason="left")
    sending.send_due()
    told = Dispatch.objects.filter(kind="poll", state="sent")
    assert set(told.values_list("person", "subject")) == {(cast.ana.pk, other)}


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_it_once(cast: Cast) -> None:
    end_now(ask(cast))
    at_once([planning.plan_due, planning.plan_due])
    at_once([sending.send_due, sending.send_due])
    assert Dispatch.objects.filter(kind="poll", state="sent").count() == 2


def test_it_stands_among_the_switches(cast: Cast) -> None:
    html = cast.client(cast.ana).get("/me/notifications/").content.decode()
    assert "A poll you voted in has ended" in html
