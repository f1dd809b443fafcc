"""Whom one does not want to hear: on pages, in counts and in what one is told, for the blocker alone (trust.md R39)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.utils import timezone

from community.models import Dispatch, Person, Preference, Reach
from community.notifications import planning, sending
from groups.models import Group
from groups.notifications.digest import Digest, _something_new
from groups.rates import BLOCKS
from messaging.access import unread_counts
from messaging.actions import messages
from messaging.models import Room
from moderation.models import Block
from tests.cast import Cast
from tests.groups.pages import text

pytestmark = pytest.mark.django_db
GROUP = "/g/harbour-runners/"
FOLD = '<details class="folded"'


def say(cast: Cast, who: str, body: str, room: Room | None = None, minutes: int = 1) -> UUID:
    at = timezone.now() - timedelta(minutes=minutes)
    mid = messages.seed(cast.names[who], (room or cast.talk(cast.harbour)).pk, uuid4(), body, at).mid
    assert mid is not None
    return mid


def path(cast: Cast, who: str = "ben", verb: str = "block", group: Group | None = None) -> str:
    return f"{GROUP}people/{cast.profile(cast.names[who], group or cast.harbour).pk}/{verb}/"


def block(cast: Cast, who: str = "ben", by: str = "ana") -> None:
    answer = cast.client(cast.names[by]).post(path(cast, who))
    assert (answer.status_code, answer["Location"]) == (302, f"{GROUP}blocks/")


def api(cast: Cast, tail: str = "") -> str:
    return f"/api/v1/groups/{cast.harbour.pk}/blocks{tail}"


# ---- the faces -------------------------------------------------------------------------------------------------------


def test_somebody_is_blocked_from_the_list_of_people_in_two_steps_and_taken_back_in_one(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert path(cast) in text(client, f"{GROUP}people/")
    assert path(cast, "ana") not in text(client, f"{GROUP}people/")
    assert "<h2>Nobody</h2>" in text(client, f"{GROUP}blocks/")
    assert "Block <bdi>Ben</bdi> here?" in text(client, path(cast))
    assert not Block.objects.exists()  # looking does nothing
    done = client.post(path(cast), follow=True).content.decode()
    assert "You no longer hear Ben here" in done
    assert path(cast, verb="unblock") in done
    assert 'aria-label="You have blocked Ben"' in text(client, f"{GROUP}people/")
    assert "You have blocked <bdi>Ben</bdi>" in text(client, path(cast))
    again = client.post(path(cast, verb="unblock"), follow=True).content.decode()
    assert "You hear Ben again" in again
    assert "<h2>Nobody</h2>" in again


def test_what_somebody_says_leads_to_blocking_them_and_ones_own_words_do_not(cast: Cast) -> None:
    bens, own = say(cast, "ben", "Hello"), say(cast, "ana", "Hello yourself")
    client = cast.client(cast.ana)
    assert f'href="{path(cast)}"' in text(client, f"{GROUP}message/{bens}/")
    assert "/block/" not in text(client, f"{GROUP}message/{own}/")


def test_an_app_blocks_twice_lists_it_once_and_takes_it_back_twice(cast: Cast) -> None:
    app, one = cast.api(cast.ana), api(cast, f"/{cast.profile(cast.ben, cast.harbour).pk}")
    first = app.put(one)
    assert (first.status_code, first.json()["profile"]["name"]) == (200, "Ben")
    assert app.put(one).json() == first.json()
    assert app.get(api(cast)).json() == {"items": [first.json()], "next": None}
    assert [app.delete(one).status_code for _ in range(2)] == [204, 204]
    assert app.get(api(cast)).json()["items"] == []


def test_captains_and_brand_people_and_who_has_left_can_be_blocked_and_nobody_else(cast: Cast) -> None:
    app = cast.api(cast.ana)
    for who in ("cara", "bea", "dov"):
        assert app.put(api(cast, f"/{cast.profile(cast.names[who], cast.harbour).pk}")).status_code == 200, who
    for none in (cast.profile(cast.ana, cast.harbour), cast.profile(cast.cleo, cast.hill)):
        assert app.put(api(cast, f"/{none.pk}")).json()["code"] == "not_found"


def test_blocking_on_end_is_cut_off_on_web_and_api_alike(cast: Cast) -> None:
    app, one = cast.api(cast.ana), api(cast, f"/{cast.profile(cast.ben, cast.harbour).pk}")
    codes = [(app.delete if n % 2 else app.put)(one).status_code for n in range(BLOCKS.burst + 3)]
    assert (codes[0], codes[-1]) == (200, 429)
    page = cast.client(cast.ana).post(path(cast), follow=True).content.decode()
    assert "That was a little fast" in page


def log(cast: Cast, who: str = "ana", lane: str = "") -> str:
    """The timeline as it is drawn for this person."""
    page = text(cast.client(cast.names[who]), f"{GROUP}{lane}")
    return page[page.index('id="log"') : page.index("<footer")]


# ---- what is folded --------------------------------------------------------------------------------------------------


def test_their_words_are_one_line_that_opens_for_the_blocker_and_as_ever_for_all_others(cast: Cast) -> None:
    for words in ("One more thing", "And another"):
        say(cast, "ben", words)
    say(cast, "cara", "Quiet now")
    assert FOLD not in log(cast)
    block(cast)
    page = log(cast)
    assert page.count(FOLD) == 1
    assert "2 messages of somebody you blocked" in page
    assert page.index("<details") < page.index("One more thing") < page.index("</details>") < page.index("Quiet now")
    for other in ("cara", "nia", "ben"):
        assert FOLD not in log(cast, other)


def test_notices_are_never_folded(cast: Cast) -> None:
    say(cast, "cara", "High water", cast.notices(cast.harbour))
    say(cast, "cara", "Chatter")
    block(cast, "cara")
    client = cast.client(cast.ana)
    assert FOLD in log(cast)
    assert FOLD not in log(cast, lane="notices/")
    assert unread_counts(cast.ana)[cast.notices(cast.harbour).pk] == 1
    assert "Notice: High water" in text(client, "/")


def test_what_they_say_is_neither_unread_nor_the_last_word_of_the_group(cast: Cast) -> None:
    room = cast.talk(cast.harbour).pk
    say(cast, "cara", "See you at seven", minutes=3)
    say(cast, "ben", "Or at eight", minutes=2)
    assert unread_counts(cast.ana)[room] == 2
    block(cast)
    client = cast.client(cast.ana)
    assert unread_counts(cast.ana)[room] == 1
    assert {one["id"]: one["unread"] for one in cast.api(cast.ana).get("/api/v1/rooms").json()["items"]}[str(room)] == 1
    home = text(client, "/")
    assert "Cara: See you at seven" in home
    assert "Or at eight" not in home
    assert unread_counts(cast.nia)[room] == 2
    assert "Ben: Or at eight" in text(cast.client(cast.nia), "/")
    client.post(path(cast, verb="unblock"))
    assert unread_counts(cast.ana)[room] == 2
    assert "Ben: Or at eight" in text(client, "/")


def test_the_first_unread_line_stands_above_what_one_hears(cast: Cast) -> None:
    say(cast, "ben", "Nobody asked", minutes=3)
    block(cast)
    assert 'id="unread"' not in log(cast)
    say(cast, "cara", "See you at seven", minutes=2)
    page = log(cast)
    assert page.index("Nobody asked") < page.index('id="unread"') < page.index("See you at seven")


def test_their_reaction_counts_and_is_not_named(cast: Cast) -> None:
    mid = say(cast, "cara", "Cake after?")
    for who in (cast.ben, cast.nia):
        messages.react(who, cast.talk(cast.harbour).pk, mid, uuid4(), "🍰", on=True)
    assert 'aria-label="🍰 2, Ben and Nia"' in text(cast.client(cast.ana), GROUP)
    block(cast)
    assert 'aria-label="🍰 2, Nia and 1 more"' in text(cast.client(cast.ana), GROUP)
    assert 'aria-label="🍰 2, Ben and Nia"' in text(cast.client(cast.cara), GROUP)


def test_a_block_in_one_group_says_nothing_about_another(cast: Cast) -> None:
    block(cast)
    page = cast.api(cast.ana).get(f"/api/v1/groups/{cast.hill.pk}/blocks")
    assert page.json()["code"] == "not_found"
    assert Block.objects.get().space == cast.harbour.pk


# ---- what one is told ------------------------------------------------------------------------------------------------


def told() -> list[list[str]]:
    before = len(mail.outbox)
    planning.plan_due()
    sending.send_due()
    return sorted(letter.to for letter in mail.outbox[before:])


def wants_mail(person: Person) -> None:
    Preference.objects.create(person=person, kind="message", channel="mail", mode="on")


def test_new_words_of_theirs_are_told_to_all_who_asked_but_the_blocker(cast: Cast) -> None:
    for person in (cast.ana, cast.nia):
        wants_mail(person)
    block(cast)
    say(cast, "ben", "Anybody?")
    assert told() == [["nia@example.org"]]
    say(cast, "cara", "I am")
    assert told() == [["ana@example.org"]]


def test_what_was_planned_before_the_block_does_not_go_out_after_it(cast: Cast) -> None:
    for person in (cast.ana, cast.nia):
        wants_mail(person)
    say(cast, "ben", "Anybody?")
    planning.plan_due()
    assert Dispatch.objects.filter(kind="message", channel="mail", person=cast.ana).exists()
    block(cast)
    assert told() == [["nia@example.org"]]


def test_the_digest_is_not_written_for_their_words_alone_and_does_not_count_them(cast: Cast) -> None:
    Reach.objects.update_or_create(person=cast.ana, defaults={"digest": True})
    say(cast, "ben", "Anybody?")
    digest, ana = Digest(), Dispatch(person=cast.ana, subject=cast.ana.pk)

    def news() -> bool:
        return Person.objects.filter(_something_new("pk"), pk=cast.ana.pk).exists()

    assert news()
    block(cast)
    assert not news()
    say(cast, "cara", "I am")
    assert news()
    assert "1 unread message" in digest.words([ana])[ana.pk].lines
