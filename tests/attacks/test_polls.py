"""What a poll could tell or let through: who chose what in secret, what was asked before one came, a vote too many or
too late, words in pieces (trust.md R1, R3, R22, R39, R43)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from groups.actions import leaving
from messaging.actions import messages
from messaging.models import Message, PollBallot, PollVote
from messaging.polling import Asked
from moderation.models import Block
from tests.cast import Cast, join, make_person
from tests.moderation.rules import acting

pytestmark = pytest.mark.django_db
OTHERS = {"messaging_poll", "messaging_pollballot"}


def rooms_url(cast: Cast) -> str:
    return f"/api/v1/rooms/{cast.talk(cast.harbour).pk}"


def ask(cast: Cast, who: str = "ben", *, secret: bool = False, options: tuple[str, ...] = ("Yes", "No")) -> UUID:
    ends = timezone.now() + timedelta(hours=1) if secret else None
    asked = Asked(options, secret=secret, closes_at=ends)
    mid = messages.send(getattr(cast, who), cast.talk(cast.harbour).pk, uuid4(), "Well?", poll=asked).mid
    assert mid
    return mid


def vote(cast: Cast, who: str, mid: UUID, *choices: int, room: UUID | None = None) -> Any:
    url = f"/api/v1/rooms/{room or cast.talk(cast.harbour).pk}/messages/{mid}/poll/vote"
    return cast.api(getattr(cast, who)).put(url, {"cid": str(uuid4()), "choices": list(choices)}, format="json")


def everything() -> dict[str, set[str]]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public' ORDER BY relname")
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found[table] = {row[0] for row in cursor.fetchall()}
    return found


def test_a_secret_ballot_changes_nothing_in_the_database_but_that_somebody_voted_and_the_box(cast: Cast) -> None:
    mid = ask(cast, secret=True)
    for n, who in enumerate(("ana", "cara", "nia")):
        before = everything()
        messages.vote(getattr(cast, who), cast.talk(cast.harbour).pk, mid, uuid4(), [n % 2])
        after = everything()
        changed = {table for table in after if after[table] != before[table]}
        assert changed == OTHERS
        (row,) = after["messaging_pollballot"] - before["messaging_pollballot"]
        profile = str(cast.profile(getattr(cast, who), cast.harbour).pk)
        fields = row.strip("()").split(",")  # a key, a digest, and these two
        assert len(fields) == 4 and {str(mid), profile} < set(fields)


@pytest.mark.parametrize("who", ["ben", "cara", "bea"])
def test_nobody_learns_a_count_before_the_end_by_any_door(cast: Cast, who: str) -> None:
    """Who asked, the captain, the brand: page, part, API, history, export of their own."""
    mid = ask(cast, secret=True)
    for other in ("ana", "cara", "nia"):
        assert vote(cast, other, mid, 0).status_code == 200
    person = getattr(cast, who)
    api, client = cast.api(person), cast.client(person)
    seen = api.get(f"{rooms_url(cast)}/messages/{mid}/poll").json()
    listed = api.get(f"{rooms_url(cast)}/messages").json()["messages"][-1]["poll"]
    for poll in (seen, listed):
        assert poll["options"] == [{"text": "Yes"}, {"text": "No"}] and poll["voted"] == 3
    for url in ("/g/harbour-runners/", f"/g/harbour-runners/poll/{mid}/"):
        html = client.get(url).content.decode()
        assert "Well?" in html and "data-count" not in html and "Who chose what" not in html


def test_who_has_voted_in_secret_is_nobody_else_s_to_see(cast: Cast) -> None:
    mid = ask(cast, secret=True)
    assert vote(cast, "ana", mid, 0).status_code == 200
    profile = str(cast.profile(cast.ana, cast.harbour).pk)
    page = cast.api(cast.ben).get(f"{rooms_url(cast)}/messages").json()
    assert profile not in json.dumps([one["poll"] for one in page["messages"] if "poll" in one])
    assert [one["handed_in"] for one in page["messages"] if "poll" in one] == [False]


def test_outsiders_and_who_came_later_find_no_poll_as_if_there_were_none(cast: Cast) -> None:
    mid = ask(cast)
    late = make_person("late")
    join(late, cast.harbour)
    cast.late = late  # type: ignore[attr-defined]
    url = f"{rooms_url(cast)}/messages/{{}}/poll"
    for who in ("dov", "cleo", "late"):
        api = cast.api(getattr(cast, who))
        for door, method in (("", api.get), ("/close", api.put)):
            real, missing = method(f"{url.format(mid)}{door}"), method(f"{url.format(uuid4())}{door}")
            assert (real.status_code, real.content) == (missing.status_code, missing.content)
            assert real.status_code == 404
        assert vote(cast, who, mid, 0).status_code == 404
    assert not PollVote.objects.exists()


def test_a_poll_is_found_in_its_own_room_alone(cast: Cast) -> None:
    mid = ask(cast)
    for room in (cast.notices(cast.harbour).pk, cast.talk(cast.lake).pk):
        assert vote(cast, "ana", mid, 0, room=room).status_code == 404
    plain = messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "no poll").mid
    assert plain and vote(cast, "ana", plain, 0).status_code == 404


def test_whom_somebody_blocked_votes_as_anybody_and_cannot_tell(cast: Cast) -> None:
    mid = ask(cast)
    ana, ben = cast.profile(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour)
    before = vote(cast, "ana", mid, 0)
    Block.objects.create(space=cast.harbour.pk, blocker=ben, blocked=ana)
    after = vote(cast, "ana", mid, 1)
    assert (before.status_code, set(before.json())) == (after.status_code, set(after.json()))
    seen = cast.api(cast.ana).get(f"{rooms_url(cast)}/messages/{mid}/poll").json()
    assert seen["options"][1] == {"text": "No", "count": 1, "by": [str(ana.pk)]}


@pytest.mark.parametrize("choices", [[-1], [2], [0, 0], [0, 1], ["x"], "0", [], [10**9], [0.5], [None]])
def test_no_other_choice_gets_through(cast: Cast, choices: Any) -> None:
    mid = ask(cast)
    url = f"{rooms_url(cast)}/messages/{mid}/poll/vote"
    answer = cast.api(cast.ana).put(url, {"cid": str(uuid4()), "choices": choices}, format="json")
    assert answer.status_code in (400, 422) and not PollVote.objects.exists()
    page = cast.client(cast.ana).post(f"/g/harbour-runners/poll/{mid}/", {"cid": str(uuid4()), "choice": choices or ""})
    assert page.status_code == 302 and not PollVote.objects.filter(choices__len__gt=1).exists()


def test_words_in_pieces_over_options_and_what_follows_are_read_together(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    assert messages_post(cast, "the casino").status_code == 403
    ask(cast, "ana", options=("Home", "the cas"))
    assert messages_post(cast, "ino tonight").status_code == 403
    assert messages_post(cast, "tonight").status_code == 201


def messages_post(cast: Cast, body: str) -> Any:
    return cast.api(cast.ana).post(f"{rooms_url(cast)}/messages", {"cid": str(uuid4()), "body": body}, format="json")


def test_links_and_mentions_in_options_name_and_lead_nowhere(cast: Cast) -> None:
    mid = ask(cast, "cara", options=("@crew <b>come</b>", "No"))
    html = cast.client(cast.ana).get("/g/harbour-runners/").content.decode()
    assert "@crew &lt;b&gt;come&lt;/b&gt;" in html
    assert not Message.objects.get(pk=mid).mentions.exists()


def test_somebody_paused_or_removed_has_no_vote(cast: Cast) -> None:
    mid, secret = ask(cast), ask(cast, secret=True)
    for one in (mid, secret):
        assert vote(cast, "dov", one, 0).status_code == 404  # removed
    assert not PollVote.objects.exists() and not PollBallot.objects.exists()


@pytest.mark.parametrize("handed", [True, False])
def test_who_leaves_does_not_show_by_it_whether_they_had_voted_in_secret(cast: Cast, handed: bool) -> None:
    """Everybody sees that they left, and how many could vote: by that number nobody is to tell voters from others."""
    mid = ask(cast, secret=True)
    assert vote(cast, "cara", mid, 0).status_code == 200
    assert not handed or vote(cast, "ana", mid, 0).status_code == 200
    url = f"{rooms_url(cast)}/messages/{mid}/poll"
    before = cast.api(cast.ben).get(url).json()
    leaving.leave(cast.place(cast.ana, cast.harbour), words="keep")
    after = cast.api(cast.ben).get(url).json()
    assert after["people"] == before["people"] - 1 and after["voted"] == before["voted"]
