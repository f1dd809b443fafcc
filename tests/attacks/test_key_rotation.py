"""SECRET_KEY is changed, with the former one named and without: what was sealed opens still, or its page says that it
is lost and shows the rest. Nobody's ban, nobody's erasure and no entry of the audit log goes with a key that is named.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import SESSION_KEY

from community import audit
from community.errors import Forbidden, NotFound
from community.models import Person
from community.seals import LOST
from messaging.actions import held, messages, unsent
from messaging.models import Message, Poll, RoomEvent
from messaging.polling import Asked
from moderation import evidence
from moderation.actions import exporting, objections, sanctions
from moderation.models import Ban
from moderation.owndata import ledger
from tests.cast import Cast
from tests.messaging.holding import WORDS, hold, rules
from tests.messaging.polls import soon
from tests.moderation.casework import UNKIND, reports_, says

__all__ = ["rules"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules", "no_rates")]
TALK = "/g/harbour-runners/"
GONE = str(LOST)


@pytest.fixture(params=[True, False], ids=["former key named", "former key gone"])
def rotate(request: Any, settings: Any) -> Any:
    """Does it, and says whether what was sealed opens still."""

    def change() -> bool:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if request.param else []
        settings.SECRET_KEY = "another key of this installation"
        return bool(request.param)

    return change


def asks(cast: Cast, *voters: Person) -> UUID:
    room = cast.talk(cast.harbour).pk
    poll = Asked(("Tuesday", "Wednesday"), secret=True, closes_at=soon())
    mid = messages.send(cast.ana, room, uuid4(), "When?", poll=poll).mid
    assert mid
    for one in voters:
        messages.vote(one, room, mid, uuid4(), [0])
    return mid


def page(cast: Cast, person: Person, address: str = TALK) -> str:
    answer = cast.client(person).get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_conversation_opens_with_all_that_was_sealed_in_it(cast: Cast, rotate: Any) -> None:
    talk = cast.talk(cast.harbour)
    hold(cast.ana, talk)
    unsent.keep(cast.ana, talk.pk, "I was about to say")
    says(cast, cast.ben, "See you at the pier")
    over = asks(cast, cast.ana, cast.ben, cast.cara)
    Poll.objects.filter(pk=over).update(closed_at=soon(-1))
    opens = rotate()
    shown = page(cast, cast.ana)
    assert "See you at the pier" in shown and "Held. Only you can see this." in shown
    assert ("<mark>hold on</mark>" in shown, GONE in shown) == (opens, not opens)
    assert ("What was chosen here can no longer be read." in shown) is not opens
    assert ("data-count>3<" in shown) is opens
    assert ("I was about to say" in shown) is opens
    listed = cast.api(cast.ana).get(f"/api/v1/rooms/{talk.pk}/held").json()["items"]
    assert [(one["body"], one.get("lost", False)) for one in listed] == [(WORDS if opens else GONE, not opens)]


def test_what_waits_is_let_in_with_its_words_or_given_back_and_never_says_that_it_is_lost(
    cast: Cast, rotate: Any
) -> None:
    waiting = hold(cast.ana, cast.talk(cast.harbour))
    opens = rotate()
    assert ("<mark>hold on</mark>" if opens else GONE) in page(cast, cast.cara, f"{TALK}held/")
    done = held.release(cast.harbour.pk, waiting.pk, cast.profile(cast.cara, cast.harbour))
    assert done.state == ("released" if opens else "returned")
    assert [one.body for one in Message.objects.all()] == ([WORDS] if opens else [])
    if not opens:
        assert f"?reword={waiting.cid}" not in page(cast, cast.ana)
        with pytest.raises(NotFound):
            held.object_to(cast.ana, waiting.room_id, waiting.cid)


def test_a_ballot_goes_into_its_box_or_is_refused_and_holds_nobody_up(cast: Cast, rotate: Any) -> None:
    room, mid = cast.talk(cast.harbour).pk, asks(cast, cast.ben)
    opens = rotate()
    batch = [
        messages.Vote(cast.cara.pk, room, mid, uuid4(), (1,)),
        messages.Send(cast.ben.pk, room, uuid4(), "I have voted"),
    ]
    voted, sent = messages.send_many(batch)
    assert isinstance(sent, messages.Ack)
    assert isinstance(voted, messages.Ack) if opens else isinstance(voted, Forbidden) and voted.code == "poll_lost"
    assert Poll.objects.get(pk=mid).handed == 1 + opens


def test_words_are_changed_and_taken_back_as_before(cast: Cast, rotate: Any) -> None:
    room, said = cast.talk(cast.harbour).pk, says(cast, cast.ben, "First")
    messages.edit(cast.ben, room, said.pk, uuid4(), "Second")
    rotate()
    messages.edit(cast.ben, room, said.pk, uuid4(), "Third")
    messages.delete(cast.ben, room, said.pk, uuid4())
    assert not RoomEvent.objects.filter(room=room, seq=said.seq).exclude(actor=None).exists()
    assert Message.objects.get(pk=said.pk).body == ""


def test_a_case_is_decided_upon_and_its_page_says_what_is_lost(cast: Cast, rotate: Any) -> None:
    report = reports_(cast.ana, says(cast, cast.ben))
    opens = rotate()
    client = cast.client(cast.cara)
    client.post(f"/review/{report.case_id}/claim/")
    answer = client.get(f"/review/{report.case_id}/", follow=True)
    assert answer.status_code == 200
    assert [one["item"]["words"] for one in evidence.snapshots(report.case)] == [UNKIND if opens else GONE]
    assert reports_(cast.nia, Message.objects.get()).case_id == report.case_id


def test_an_objection_and_an_export_say_what_is_lost(cast: Cast, rotate: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    waiting = hold(cast.ana, cast.talk(cast.harbour))
    objection = held.object_to(cast.ana, waiting.room_id, waiting.cid)
    export = exporting.ask(cast.ana)
    assert exporting.make(export.pk)
    opens = rotate()
    assert objections.words_of(objection) == (WORDS if opens else GONE)
    if opens:
        assert exporting.fetch(cast.ana, export.pk)
        return
    with pytest.raises(NotFound):
        exporting.fetch(cast.ana, export.pk)
    again = exporting.ask(cast.ana)
    assert exporting.make(again.pk) and exporting.fetch(cast.ana, again.pk)


def test_whoever_was_banned_or_erased_is_known_by_the_former_key(cast: Cast, rotate: Any) -> None:
    sanctions.ban(cast.brand, None, [cast.dov.email], reason="Enough.", decided_by=None)
    marks = {ledger.mark(cast.eve.pk)}
    audit.record("test.done", actor=None)
    opens = rotate()
    assert Ban.objects.standing(cast.brand, cast.harbour.pk, [cast.dov.email]).exists() is opens
    assert ledger.holds(marks, cast.eve.pk) is opens and not ledger.holds(marks, cast.ana.pk)
    audit.record("test.done", actor=None)
    assert (list(audit.verify()) == []) is opens


def test_a_session_outlives_the_change_where_the_former_key_is_named(cast: Cast, rotate: Any) -> None:
    client = cast.client(cast.ana)
    opens = rotate()
    assert (client.get(TALK).status_code == 200) is opens
    assert (SESSION_KEY in client.session) is opens
    assert re.search("Harbour", client.get(TALK, follow=True).content.decode()) is None or opens
