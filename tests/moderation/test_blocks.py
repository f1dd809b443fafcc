"""Blocks in the database: what holds whoever writes there, and how they end (trust.md R39)."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from community.errors import Conflict, NotFound
from community.models import Profile
from groups.actions import blocks as actions
from groups.actions import leaving
from moderation.actions import blocks
from moderation.models import Block
from tests.cast import Cast
from tests.groups.parallel import at_once

pytestmark = pytest.mark.django_db


def pair(cast: Cast) -> tuple[Profile, Profile]:
    return cast.profile(cast.ana, cast.harbour), cast.profile(cast.ben, cast.harbour)


def refused(**fields: object) -> str:
    """What the database says to a row that the code would not write."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Block.objects.create(**fields)  # type: ignore[misc]
    return str(refusal.value)


def test_the_database_takes_a_block_between_two_people_of_its_space_once_and_no_other(cast: Cast) -> None:
    ana, ben = pair(cast)
    elsewhere = cast.profile(cast.cleo, cast.hill)
    nobody = Profile.objects.create(space=cast.harbour.pk, name="Former member")
    Block.objects.create(space=ana.space, blocker=ana, blocked=ben)
    assert "block_once" in refused(space=ana.space, blocker=ana, blocked=ben)
    Block.objects.create(space=ana.space, blocker=ben, blocked=ana)  # each for themselves
    assert "two people of its space" in refused(space=ana.space, blocker=ana, blocked=elsewhere)
    assert "two people of its space" in refused(space=uuid4(), blocker=ana, blocked=ben)
    assert "two people of its space" in refused(space=ana.space, blocker=ana, blocked=nobody)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE moderation_block DISABLE TRIGGER block_in_one_space")
        assert "block_not_oneself" in refused(space=ana.space, blocker=ana, blocked=ana)


def test_a_block_is_taken_back_but_never_turned_on_somebody_else(cast: Cast) -> None:
    ana, ben = pair(cast)
    made = Block.objects.create(space=ana.space, blocker=ana, blocked=ben)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Block.objects.filter(pk=made.pk).update(blocked=cast.profile(cast.cara, cast.harbour))
    blocks.unblock(ana, ben)
    blocks.unblock(ana, ben)
    assert not Block.objects.exists()


def test_one_blocks_at_most_as_many_as_a_group_holds(cast: Cast) -> None:
    ana, ben = pair(cast)
    crowd = [Profile(person=None, space=ana.space, name="N") for _ in range(blocks.MOST)]
    Profile.objects.bulk_create(crowd)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE moderation_block DISABLE TRIGGER block_in_one_space")
    Block.objects.bulk_create(Block(space=ana.space, blocker=ana, blocked=one) for one in crowd[1:])
    blocks.block(ana, ben)
    with pytest.raises(Conflict) as refusal:
        blocks.block(ana, cast.profile(cast.cara, cast.harbour))
    assert refusal.value.code == "too_many_blocks"
    assert blocks.block(ana, ben).blocked == ben  # again is no new one


def test_a_block_outlives_leaving_and_coming_back_on_either_side(cast: Cast) -> None:
    ana, ben = pair(cast)
    blocks.block(ana, ben)
    leaving.leave(cast.place(cast.ben, cast.harbour), words="keep")
    leaving.leave(cast.place(cast.ana, cast.harbour), words="keep")
    assert list(Block.objects.values_list("blocker", "blocked")) == [(ana.pk, ben.pk)]


@pytest.mark.parametrize("who", ["ana", "ben"])
def test_a_block_ends_when_one_of_the_two_is_nobodys_any_more(cast: Cast, who: str) -> None:
    ana, ben = pair(cast)
    blocks.block(ana, ben)
    blocks.block(cast.profile(cast.nia, cast.harbour), cast.profile(cast.cara, cast.harbour))
    leaving.leave(cast.place(cast.names[who], cast.harbour), words="anonymise")
    assert not Block.objects.filter(blocker=ana).exists()
    assert Block.objects.count() == 1
    with pytest.raises(NotFound):
        blocks.block(ana, ben)


@pytest.mark.django_db(transaction=True)
def test_many_taps_at_once_make_one_block_and_never_more_than_the_limit(cast: Cast) -> None:
    place, [ana, ben] = cast.place(cast.ana, cast.harbour), pair(cast)
    made = at_once([lambda: actions.block(place, ben).pk] * 8)
    assert len(set(made)) == 1
    assert Block.objects.count() == 1
    crowd = Profile.objects.bulk_create(Profile(space=ana.space, name="N") for _ in range(blocks.MOST - 3))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE moderation_block DISABLE TRIGGER block_in_one_space")
        Block.objects.bulk_create(Block(space=ana.space, blocker=ana, blocked=one) for one in crowd)
        cursor.execute("ALTER TABLE moderation_block ENABLE TRIGGER block_in_one_space")
    others = [cast.profile(one, cast.harbour) for one in (cast.cara, cast.nia, cast.bea, cast.dov)]
    outcomes = at_once([lambda one=one: actions.block(place, one).blocked_id for one in others])  # type: ignore[misc]
    assert sum(isinstance(one, Conflict) for one in outcomes) == 2
    assert Block.objects.count() == blocks.MOST


@pytest.mark.django_db(transaction=True)
def test_who_is_being_anonymised_at_this_moment_is_blocked_by_nobody_after_it(cast: Cast) -> None:
    ana, ben = pair(cast)
    with transaction.atomic():  # the leaver's transaction is about to end
        Profile.objects.filter(pk=ben.pk).update(person=None)
        waiting = threading.Thread(target=lambda: found.extend(at_once([lambda: write(ana, ben)])))
        found: list[object] = []
        waiting.start()
        wait_for_a_lock()
    waiting.join()
    assert isinstance(found[0], IntegrityError)
    assert not Block.objects.exists()


def write(ana: Profile, ben: Profile) -> Block:
    """As if the code had looked a moment too early."""
    return Block.objects.create(space=ana.space, blocker=ana, blocked=ben)


def wait_for_a_lock() -> None:
    """Until somebody stands before a lock."""
    with connection.cursor() as cursor:
        for _ in range(2_000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.005)")
    pytest.fail("nobody waits")
