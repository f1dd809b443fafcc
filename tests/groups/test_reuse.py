"""Words said here are used elsewhere with a yes to each, by its author (trust.md R6)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import Error, transaction

from community.errors import Conflict, Forbidden, NotFound
from community.models import Dispatch
from community.surface import Action
from groups.access import Place, load_group
from groups.actions import reuse
from groups.models import ReuseAnswer, ReuseAsk
from messaging.actions import messages
from tests.cast import Cast
from tests.groups.pages import text

REUSE = "/g/harbour-runners/reuse/"


def place(cast: Cast, name: str, action: Action = Action.READ_MESSAGES) -> Place:
    return load_group(cast.names[name], cast.harbour.pk, action)


def said(cast: Cast, name: str = "ana", words: str = "The heron is back") -> UUID:
    mid = messages.send(cast.names[name], cast.talk(cast.harbour).pk, uuid4(), words).mid
    assert mid is not None
    return mid


def asked(cast: Cast) -> ReuseAsk:
    return reuse.ask(place(cast, "bea", Action.ASK_REUSE), said(cast), purpose="The spring poster")


def answer(cast: Cast, ask: ReuseAsk, *, given: bool, name: str = "ana") -> None:
    reuse.answer(place(cast, name, Action.ANSWER_REUSE), ask, given=given)


def granted() -> int:
    return ReuseAsk.objects.granted().count()


def test_nothing_is_used_before_a_yes_and_after_it_was_taken_back(cast: Cast) -> None:
    ask = asked(cast)
    assert granted() == 0
    answer(cast, ask, given=True)
    answer(cast, ask, given=True)
    assert (granted(), ReuseAnswer.objects.count()) == (1, 1)
    answer(cast, ask, given=False)
    assert (granted(), ReuseAnswer.objects.count()) == (0, 2)


@pytest.mark.parametrize("change", ["delete", "edit"])
def test_a_yes_ends_with_the_words_that_it_was_for(cast: Cast, change: str) -> None:
    ask, room = asked(cast), cast.talk(cast.harbour).pk
    answer(cast, ask, given=True)
    assert granted() == 1
    if change == "delete":
        messages.delete(cast.ana, room, ask.item, uuid4())
    else:
        messages.edit(cast.ana, room, ask.item, uuid4(), "The heron has gone")
    assert granted() == 0


def test_whoever_was_asked_is_not_asked_again(cast: Cast) -> None:
    ask = asked(cast)
    answer(cast, ask, given=False)
    with pytest.raises(Conflict) as refused:
        reuse.ask(place(cast, "bea", Action.ASK_REUSE), ask.item, purpose="Please")
    assert refused.value.code == "asked_before"


def test_the_author_is_told_once_and_nobody_else(cast: Cast) -> None:
    asked(cast)
    told = Dispatch.objects.filter(kind="reuse.asked").values_list("person", "channel")
    assert list(told) == [(cast.ana.pk, "app")]


def test_author_and_seat_see_it_on_their_pages_and_others_do_not(cast: Cast) -> None:
    ask = asked(cast)
    ana, bea = cast.client(cast.ana), cast.client(cast.bea)
    assert "The spring poster" in text(ana, REUSE)
    assert "No answer yet" in text(bea, REUSE)
    for other in (cast.ben, cast.cara):
        assert "The spring poster" not in text(cast.client(other), REUSE)
    assert ana.post(f"{REUSE}{ask.pk}/answer/", {"given": "yes"}).status_code == 302
    assert "Yes, to this one use" in text(bea, REUSE)
    assert "Take the yes back" in text(ana, REUSE)


def test_the_seat_asks_on_a_page_about_one_of_the_latest_messages(cast: Cast) -> None:
    mid, bea = said(cast), cast.client(cast.bea)
    assert f"{REUSE}ask/{mid}/" in text(bea, REUSE)
    assert f"{REUSE}ask/" not in text(cast.client(cast.cara), REUSE)
    form = f"{REUSE}ask/{mid}/"
    assert "The heron is back" in text(bea, form)
    assert bea.post(form, {"purpose": " "}).status_code == 422
    assert bea.post(form, {"purpose": "The spring poster"}).status_code == 302
    assert ReuseAsk.objects.get().purpose == "The spring poster"


def test_apps_ask_and_answer(cast: Cast) -> None:
    path, mid = f"/api/v1/groups/{cast.harbour.pk}/reuse", str(said(cast))
    body = {"item": mid, "purpose": "The spring poster"}
    keyed = {"Idempotency-Key": str(uuid4())}
    made = cast.api(cast.bea).post(path, body, format="json", headers=keyed)
    assert (made.status_code, made.json()["given"]) == (201, None)
    yes = cast.api(cast.ana).put(f"{path}/{made.json()['id']}/answer", {"given": True}, format="json")
    assert yes.json()["given"] is True
    assert cast.api(cast.ben).get(path).json()["items"] == []
    assert len(cast.api(cast.ana).get(path).json()["items"]) == 1


@pytest.mark.parametrize("who", ["cara", "ana", "maya", "cleo", "dov"])
def test_nobody_but_the_brands_speaking_seat_asks(cast: Cast, who: str) -> None:
    body = {"item": str(said(cast)), "purpose": "The spring poster"}
    answer = cast.api(cast.names[who]).post(f"/api/v1/groups/{cast.harbour.pk}/reuse", body, format="json")
    assert answer.status_code in (403, 404)
    assert not ReuseAsk.objects.exists()


@pytest.mark.parametrize("who", ["ben", "cara", "bea"])
def test_nobody_says_yes_in_the_place_of_the_author(cast: Cast, who: str) -> None:
    ask = asked(cast)
    with pytest.raises((NotFound, Forbidden)):
        answer(cast, ask, given=True, name=who)
    path = f"/api/v1/groups/{cast.harbour.pk}/reuse/{ask.pk}/answer"
    assert cast.api(cast.names[who]).put(path, {"given": True}, format="json").status_code in (403, 404)
    profile = cast.profile(cast.names[who], cast.harbour)
    with pytest.raises(Error), transaction.atomic():
        ReuseAnswer.objects.create(ask=ask, by=profile, given=True)
    assert granted() == 0


def test_a_no_is_not_turned_into_a_yes_by_sql(cast: Cast) -> None:
    ask = asked(cast)
    answer(cast, ask, given=False)
    for act in (
        lambda: ReuseAnswer.objects.update(given=True),
        lambda: ReuseAnswer.objects.all().delete(),
        lambda: ReuseAsk.objects.update(purpose="Anything"),
    ):
        with pytest.raises(Error), transaction.atomic():
            act()
    assert granted() == 0


def test_words_from_before_the_seats_time_or_another_group_are_not_asked_about(cast: Cast) -> None:
    theirs = messages.send(cast.cleo, cast.talk(cast.hill).pk, uuid4(), "On the hill").mid
    assert theirs is not None
    for mid in (theirs, uuid4()):
        with pytest.raises(NotFound):
            reuse.ask(place(cast, "bea", Action.ASK_REUSE), mid, purpose="The spring poster")
