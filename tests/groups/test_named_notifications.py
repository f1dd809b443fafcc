"""That one was named or replied to: who hears of it, once, without a word or a name, and when no longer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.utils import timezone

from community.models import Dispatch, Person
from community.notifications import inbox, kind_of, planning, sending
from messaging.actions import messages, participants, reading
from messaging.models import Mention, Message, Participant
from messaging.ports import find_message
from moderation.models import Block
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SECRET = "High water at the pier"


def say(cast: Cast, who: str, body: str, reply_to: UUID | None = None) -> Message:
    """A minute ago."""
    ack = messages.send(getattr(cast, who), cast.talk(cast.harbour).pk, uuid4(), body, reply_to=reply_to)
    then = timezone.now() - timedelta(minutes=1)
    Message.objects.filter(pk=ack.mid).update(created_at=then)
    Mention.objects.filter(message=ack.mid).update(at=then)
    return Message.objects.get(pk=ack.mid)


def tick() -> list[str]:
    """One round of the clock: who was written to."""
    before = len(mail.outbox)
    planning.plan_due()
    sending.send_due()
    return sorted(letter.to[0].partition("@")[0] for letter in mail.outbox[before:])


def test_who_is_named_hears_of_it_once_and_of_no_word_and_no_name(cast: Cast) -> None:
    said = say(cast, "ana", f"@Ben and @Ana, {SECRET}")
    assert tick() == ["ben"] and tick() == []
    (letter,) = mail.outbox
    text = letter.subject + letter.body + str(letter.alternatives[0][0])
    assert "You were named in Harbour Runners" in letter.subject
    assert f"/g/harbour-runners/?at={said.seq}#m{said.seq}" in text
    for hidden in (SECRET, "Ana"):
        assert hidden not in text
    heard = Dispatch.objects.filter(kind="mention", state="sent")
    assert set(heard.values_list("person", "channel")) == {(cast.ben.pk, "app"), (cast.ben.pk, "mail")}


def test_captains_and_the_whole_crew_are_named_at_once(cast: Cast) -> None:
    say(cast, "ana", "@captain, could we slow down?")
    assert tick() == ["cara"]
    say(cast, "cara", "@crew, the upper path today")
    assert tick() == ["ana", "bea", "ben", "nia"]
    assert "dov@example.org" not in {to for letter in mail.outbox for to in letter.to}


def test_who_is_replied_to_hears_of_it_and_of_both_as_of_one(cast: Cast) -> None:
    asked = say(cast, "ben", "Who brings the lamp?")
    say(cast, "ben", "I mean the big one", asked.pk)  # one's own is no news
    assert tick() == []
    say(cast, "ana", SECRET, asked.pk)
    assert tick() == ["ben"] and tick() == []
    assert "A reply to you in Harbour Runners" in mail.outbox[-1].subject
    assert SECRET not in mail.outbox[-1].body and "Ana" not in mail.outbox[-1].body
    say(cast, "nia", "@Ben, I do", asked.pk)
    assert tick() == ["ben"]
    assert set(Dispatch.objects.values_list("kind", flat=True)) == {"mention", "reply"}


@pytest.mark.parametrize("what", ["deleted", "hidden", "read", "left", "blocks", "is_blocked", "unnamed"])
@pytest.mark.parametrize("kind", ["mention", "reply"])
def test_what_has_changed_between_the_plan_and_its_time_is_told_to_nobody(cast: Cast, kind: str, what: str) -> None:
    asked, ana, room = say(cast, "ben", "Who brings the lamp?"), cast.ana, cast.talk(cast.harbour)
    said = say(cast, "ana", "@Ben!") if kind == "mention" else say(cast, "ana", SECRET, asked.pk)
    planning.plan_due()
    assert Dispatch.objects.filter(kind=kind, state="pending").count() == 2
    profiles = cast.profile(ana, cast.harbour), cast.profile(cast.ben, cast.harbour)
    if what == "deleted":
        messages.delete(ana, room.pk, said.pk, uuid4())
    elif what == "hidden":
        find_message(said.pk).hide()
    elif what == "read":
        reading.mark_read(cast.ben, room.pk, said.seq)
    elif what == "left":
        participants.depart(cast.harbour.pk, profiles[1], reason="left")
    elif what == "blocks":
        Block.objects.create(space=cast.harbour.pk, blocker=profiles[1], blocked=profiles[0])
    elif what == "is_blocked":
        Block.objects.create(space=cast.harbour.pk, blocker=profiles[0], blocked=profiles[1])
    elif kind == "mention":
        Message.objects.filter(pk=said.pk).update(created_at=timezone.now())
        messages.edit(ana, room.pk, said.pk, uuid4(), "Nobody in particular")
    else:
        messages.delete(cast.ben, room.pk, asked.pk, uuid4())
    sending.send_due()
    assert not mail.outbox and not Dispatch.objects.filter(kind=kind, state="sent").exists()


def test_where_one_has_blocked_the_other_nothing_is_planned_either(cast: Cast) -> None:
    ana, ben = cast.profile(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour)
    asked = say(cast, "ben", "Who brings the lamp?")
    for blocker, blocked in ((ana, ben), (ben, ana)):
        Block.objects.create(space=cast.harbour.pk, blocker=blocker, blocked=blocked)
        say(cast, "ana", "@Ben, I do")
        say(cast, "ana", "And a second one", asked.pk)
        assert tick() == []
        Block.objects.all().delete()
    assert not Dispatch.objects.filter(person=cast.ben, kind__in=["mention", "reply"]).exists()


def test_changed_words_tell_whom_they_name_anew_and_nobody_twice(cast: Cast) -> None:
    said = say(cast, "ana", "@Ben, are you in?")
    assert tick() == ["ben"]
    Message.objects.filter(pk=said.pk).update(created_at=timezone.now())
    messages.edit(cast.ana, said.room_id, said.pk, uuid4(), "@Ben and @Nia, are you in?")
    Mention.objects.update(at=timezone.now() - timedelta(minutes=1))
    assert tick() == ["nia"]


def test_reading_the_room_makes_it_quiet_everywhere(cast: Cast) -> None:
    said = say(cast, "ana", "@Ben?")
    tick()
    assert inbox.unread(cast.ben) == 1
    reading.mark_read(cast.ben, said.room_id, said.seq)
    assert inbox.unread(cast.ben) == 0


def test_of_what_lies_before_ones_window_and_of_notices_nobody_hears_this_way(cast: Cast) -> None:
    said = say(cast, "ana", "@Ben?")
    Participant.objects.filter(room=said.room_id, profile__person=cast.ben).update(visible_from_seq=said.seq)
    messages.send(cast.cara, cast.notices(cast.harbour).pk, uuid4(), "@crew and @Ben, a notice")
    Mention.objects.update(at=timezone.now() - timedelta(minutes=1))
    tick()
    assert not Dispatch.objects.filter(kind="mention").exists()


def test_both_are_on_by_default_have_a_switch_and_say_why(cast: Cast) -> None:
    page = cast.client(cast.ben).get("/me/notifications/").content.decode()
    for name, label in (("mention", "Somebody names you"), ("reply", "Somebody replies to you")):
        kind = kind_of(name)
        assert kind is not None and kind.can_switch and label in page


def test_who_has_left_is_shown_nothing_of_what_lies_in_their_inbox(cast: Cast) -> None:
    person: Person = cast.ben
    say(cast, "ana", "@Ben?")
    tick()
    dispatch = Dispatch.objects.get(person=person, channel="app")
    kind = kind_of("mention")
    assert kind is not None and kind.words([dispatch])
    cast.membership(person, cast.harbour).__class__.objects.filter(profile__person=person).update(
        ended_at=timezone.now(), ending="left"
    )
    assert not kind.words([dispatch])
