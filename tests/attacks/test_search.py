"""Search tells nothing of what one may not see, nor that there is any (trust.md R1, R3, R39, R43)."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client

from community.surface import Action
from groups.access import load_group
from groups.actions import blocks
from groups.actions.leaving import finish_words, leave
from groups.models import Membership
from messaging.actions import messages
from messaging.models import Message, Room
from messaging.polling import Asked
from messaging.ports import find_message
from tests.cast import Cast, join, remove
from tests.groups.plans import comes, plan_one
from tests.messaging.holding import hold, rules

__all__ = ["rules"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules", "no_rates")]
SECRET, NOWHERE = "zanzibar", "timbuktu"
Hide = Callable[[Cast], None]


def steady(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*|csrf-token" content="[^"]*', b"", page)


def say(cast: Cast, who: str, room: Room, body: str = f"To {SECRET}") -> UUID:
    mid = messages.send(cast.names[who], room.pk, uuid4(), body).mid
    assert mid
    return mid


def _before_the_window(cast: Cast) -> None:
    say(cast, "ben", cast.talk(cast.harbour))
    remove(cast.ana, cast.harbour)
    profile = cast.profile(cast.ana, cast.harbour)
    profile.person = None
    profile.save()
    join(cast.ana, cast.harbour)


def _deleted(cast: Cast) -> None:
    mid = say(cast, "ben", cast.talk(cast.harbour))
    messages.delete(cast.ben, cast.talk(cast.harbour).pk, mid, uuid4())


def _edited_away(cast: Cast) -> None:
    mid = say(cast, "ben", cast.talk(cast.harbour))
    messages.edit(cast.ben, cast.talk(cast.harbour).pk, mid, uuid4(), "To nowhere")


def _out_of_sight(cast: Cast) -> None:
    mid = say(cast, "ben", cast.talk(cast.harbour))
    find_message(mid).hide()


def _out_of_sight_with_its_words_left(cast: Cast) -> None:
    mid = say(cast, "ben", cast.talk(cast.harbour))
    kept = Message.objects.filter(pk=mid).values("body", "bare").get()
    find_message(mid).hide()
    Message.objects.filter(pk=mid).update(**kept)  # though the code were wrong


def _held(cast: Cast) -> None:
    hold(cast.ben, cast.talk(cast.harbour), f"To {SECRET}, hold on")


def asks(cast: Cast, who: str, room: Room) -> UUID:
    """With the word among what can be chosen."""
    asked = Asked((f"To {SECRET}", "To the crane"))
    mid = messages.send(cast.names[who], room.pk, uuid4(), "Where to?", poll=asked).mid
    assert mid
    return mid


def _a_deleted_poll(cast: Cast) -> None:
    mid = asks(cast, "ben", cast.talk(cast.harbour))
    messages.delete(cast.ben, cast.talk(cast.harbour).pk, mid, uuid4())


def _a_poll_out_of_sight(cast: Cast) -> None:
    find_message(asks(cast, "ben", cast.talk(cast.harbour))).hide()


def _a_poll_in_another_group(cast: Cast) -> None:
    asks(cast, "cleo", cast.talk(cast.hill))


def _a_poll_of_somebody_blocked(cast: Cast) -> None:
    asks(cast, "ben", cast.talk(cast.harbour))
    blocks.block(load_group(cast.ana, cast.harbour.slug, Action.BLOCK), cast.profile(cast.ben, cast.harbour))


def _in_another_group(cast: Cast) -> None:
    say(cast, "cleo", cast.talk(cast.hill))


def _by_somebody_blocked(cast: Cast) -> None:
    say(cast, "ben", cast.talk(cast.harbour))
    blocks.block(load_group(cast.ana, cast.harbour.slug, Action.BLOCK), cast.profile(cast.ben, cast.harbour))


def _at_an_event_without_her(cast: Cast) -> None:
    room = comes(cast, plan_one(cast), cast.ben).room
    assert room
    say(cast, "ben", room)


def _where_she_was_once(cast: Cast) -> None:
    join(cast.ana, cast.hill)
    say(cast, "cleo", cast.talk(cast.hill))
    remove(cast.ana, cast.hill)


HIDDEN: list[Hide] = [
    _before_the_window,
    _deleted,
    _edited_away,
    _out_of_sight,
    _out_of_sight_with_its_words_left,
    _held,
    _a_deleted_poll,
    _a_poll_out_of_sight,
    _a_poll_in_another_group,
    _a_poll_of_somebody_blocked,
    _in_another_group,
    _by_somebody_blocked,
    _at_an_event_without_her,
    _where_she_was_once,
]


def ways(cast: Cast) -> list[str]:
    """Every way to ask, with `{}` for the word."""
    page, api = "/g/harbour-runners/search/?q={}", "/api/v1/search?q={}"
    rooms = [*Room.objects.values_list("pk", flat=True)]
    people = [cast.profile(one, cast.harbour).pk for one in (cast.ben, cast.cara)]
    spaces = [group.pk for group in cast.groups]
    narrowed = [f"{api}&room={room}" for room in rooms] + [f"{api}&group={space}" for space in spaces]
    narrowed += [f"{way}={person}" for person in people for way in (f"{page}&who", f"{api}&author")]
    quoted = [way.replace("{}", "%22to {}%22") for way in (page, api)]
    return [page, api, *quoted, *narrowed, f"{api}&limit=1", f"{api}&since=2020-01-01T00:00:00Z"]


def told(client: Client, way: str, word: str) -> tuple[int, bytes]:
    answer = client.get(way.replace("{}", word))
    return answer.status_code, re.sub(word.encode(), b"WORD", steady(answer.content))


@pytest.mark.parametrize("hide", HIDDEN, ids=lambda hide: hide.__name__.strip("_").replace("_", " "))
def test_what_one_may_not_see_is_as_what_nobody_said(cast: Cast, hide: Hide) -> None:
    talk = cast.talk(cast.harbour)
    say(cast, "ben", talk, "To nowhere in particular")
    seen = say(cast, "cara", talk)
    client = cast.client(cast.ana)
    assert any(str(seen).encode() in told(client, way, SECRET)[1] for way in ways(cast)), "the words are found at all"
    messages.delete(cast.cara, talk.pk, seen, uuid4())
    hide(cast)
    client = cast.client(cast.ana)
    for way in ways(cast):
        assert told(client, way, SECRET) == told(client, way, NOWHERE), way


def test_outsiders_have_no_page_and_an_empty_answer(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    say(cast, "ben", talk)
    profile = cast.profile(cast.ben, cast.harbour).pk
    for person in (cast.cleo, cast.dov, cast.eve, cast.maya, cast.otto, cast.olga, cast.pia):
        client = cast.client(person)
        pages = [client.get(f"/g/{slug}/search/?q={SECRET}") for slug in ("harbour-runners", "nothing-here")]
        assert [page.status_code for page in pages] == [404, 404]
        assert steady(pages[0].content) == steady(pages[1].content)
        for narrow in ("", f"&room={talk.pk}", f"&room={uuid4()}", f"&group={cast.harbour.pk}", f"&author={profile}"):
            answer = client.get(f"/api/v1/search?q={SECRET}{narrow}")
            assert answer.json() == {"items": [], "next": None}
    assert cast.client(cast.ana).get(f"/api/v1/search?q={SECRET}").json()["items"]


def test_another_persons_cursor_leads_to_ones_own_words_only(cast: Cast) -> None:
    for word in ("first", "second", "third"):
        say(cast, "cleo", cast.talk(cast.hill), f"{word} {SECRET}")
    say(cast, "ben", cast.talk(cast.harbour), f"own {SECRET}")
    theirs = cast.client(cast.cleo).get(f"/api/v1/search?q={SECRET}&limit=1").json()["next"]
    answer = cast.client(cast.ana).get(f"/api/v1/search?q={SECRET}&cursor={theirs}").json()
    assert [item["body"] for item in answer["items"]] in ([], [f"own {SECRET}"])


def test_a_former_members_words_are_not_gathered_by_the_id_they_had(cast: Cast) -> None:
    """Who was there remembers the id; words that stayed without a name would have one again (trust.md R4)."""
    talk = cast.talk(cast.harbour)
    mid, ben = say(cast, "ben", talk), cast.profile(cast.ben, cast.harbour).pk
    client, way = cast.client(cast.ana), f"/api/v1/search?q={SECRET}"
    by_ben = f"{way}&author={ben}"
    assert str(mid).encode() in client.get(by_ben).content
    leave(cast.place(cast.ben, cast.harbour), words="anonymise")
    finish_words(Membership.objects.get(profile=ben).pk)
    assert str(mid).encode() in client.get(way).content, "the words stay"
    assert client.get(by_ben).content == client.get(f"{way}&author={uuid4()}").content
