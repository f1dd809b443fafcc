"""Secret ballots: handed in once, counted, and by nobody to be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from community.errors import Forbidden, Invalid
from messaging import ballot_box
from messaging.actions import fading
from messaging.models import Poll, PollBallot, PollVote, Room, RoomEvent
from tests.messaging.polls import ask, close, counts, end_now, page, shown, vote
from tests.messaging.rooms import Space, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Iterator[Space]:
    return make_space(("cara", "ana", "ben", "dan", "eve"))


def has_voted(space: Space, mid: UUID, n: int) -> bool:
    (found,) = (one for one in page(space, n) if one["mid"] == str(mid))
    return bool(found["handed_in"])


def test_while_it_runs_everybody_sees_how_many_have_voted_and_nothing_else(space: Space) -> None:
    mid = ask(space, 1, secret=True)
    for n in range(4):
        vote(space, mid, n, n % 2)
    for n in (0, 1, 4):  # a captain, whoever asked, and who has not voted
        poll = shown(space, mid, n)
        assert poll["options"] == [{"text": day} for day in ("Tuesday", "Wednesday", "Thursday")]
        assert (poll["voted"], poll["people"], poll["closed"]) == (4, 5, False)
        assert "few" not in poll
    assert has_voted(space, mid, 0) and not has_voted(space, mid, 4)


def test_after_its_end_the_counts_are_shown_and_nobody_with_them(space: Space) -> None:
    mid = ask(space, secret=True, multiple=True)
    vote(space, mid, 1, 0, 2)
    vote(space, mid, 2, 0)
    vote(space, mid, 3, 1)
    end_now(mid)
    assert counts(space, mid) == [2, 1, 1]
    assert all("by" not in option for option in shown(space, mid)["options"])


def test_fewer_than_three_ballots_are_too_few_to_show_also_for_who_closed_it(space: Space) -> None:
    mid = ask(space, secret=True)
    vote(space, mid, 1, 0)
    vote(space, mid, 2, 0)
    close(space, mid, 0)
    poll = shown(space, mid)
    assert poll["closed"] and poll["few"] is True
    assert all(set(option) == {"text"} for option in poll["options"])


def test_a_ballot_is_handed_in_once_and_a_retry_is_the_same(space: Space) -> None:
    mid, cid = ask(space, secret=True), uuid4()
    first = vote(space, mid, 1, 0, cid=cid)
    again = vote(space, mid, 1, 0, cid=cid)
    assert (first.dup, again.dup, again.seq) == (False, True, first.seq)
    for choices in ((1,), ()):
        with pytest.raises(Forbidden) as refused:
            vote(space, mid, 1, *choices)
        assert refused.value.code == "poll_handed_in"
    with pytest.raises(Invalid):
        vote(space, mid, 2)
    vote(space, mid, 2, 1)
    vote(space, mid, 3, 1)
    close(space, mid)
    assert counts(space, mid) == [1, 2, 0]


def test_a_ballot_leaves_no_entry_in_the_log(space: Space) -> None:
    mid = ask(space, secret=True)
    before = Room.objects.get(pk=space.talk.pk).last_seq
    vote(space, mid, 1, 0)
    assert Room.objects.get(pk=space.talk.pk).last_seq == before
    assert RoomEvent.objects.filter(kind="poll").count() == 0


def test_the_database_keeps_who_has_voted_and_nothing_that_leads_from_them_to_what(space: Space) -> None:
    """All that a copy of it holds, column by column: no choice, no moment, no order but that of lots, and a box that is
    as long as before and opens with another key."""
    mid = ask(space, secret=True)
    lengths = set()
    for n in range(1, 5):
        vote(space, mid, n, 0)
        lengths.add(len(bytes(Poll.objects.get(pk=mid).box or b"")))
    assert len(lengths) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'messaging_pollballot'")
        assert {row[0] for row in cursor.fetchall()} == {"id", "poll_id", "profile_id", "mark"}
    assert {row.id.version for row in PollBallot.objects.all()} == {4}
    assert not PollVote.objects.exists()
    box = bytes(Poll.objects.get(pk=mid).box or b"")
    assert b"00004" not in box
    assert ballot_box.read(mid, box) == [4, 0, 0]
    assert ballot_box.read(uuid4(), box) is None


def test_no_row_can_be_put_in_changed_or_counted_after_its_end(space: Space) -> None:
    mid, visible = ask(space, secret=True), ask(space)
    vote(space, mid, 1, 0)
    profile = space.profiles[2]
    for act in (
        lambda: PollBallot.objects.create(poll_id=visible, profile=profile, mark=b"1"),
        lambda: PollBallot.objects.filter(poll=mid).update(profile=profile),
        lambda: PollBallot.objects.create(poll_id=mid, profile=space.profiles[1], mark=b"1"),
        lambda: PollVote.objects.create(poll_id=mid, profile=profile, choices=[0]),
        lambda: Poll.objects.filter(pk=mid).update(secret=False, box=None, handed=0),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    close(space, mid)
    for act in (
        lambda: PollBallot.objects.create(poll_id=mid, profile=profile, mark=b"1"),
        lambda: Poll.objects.filter(pk=mid).update(box=ballot_box.empty(mid, 3)),
        lambda: Poll.objects.filter(pk=mid).update(closed_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_of_somebody_erased_the_ballot_stays_counted_and_that_it_was_theirs_goes(space: Space) -> None:
    mid = ask(space, secret=True)
    for n in (1, 2, 3):
        vote(space, mid, n, 1)
    fading.erase(space.people[1])
    assert not PollBallot.objects.filter(profile=space.profiles[1]).exists()
    close(space, mid)
    assert counts(space, mid) == [0, 3, 0]
    assert shown(space, mid)["voted"] == 3
