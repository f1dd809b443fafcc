"""Attempts of a brand to write more often than somebody allows, or without their yes (trust.md R13, R15)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from community.notifications import planning, sending
from groups.actions import outreach
from groups.models import Outreach
from moderation.actions import consents, contact
from moderation.models import ContactBudget, ContactTouch, Purpose
from tests.cast import Cast
from tests.groups.outreaches import cools, goes_out, got, says_yes, writes
from tests.groups.parallel import at_once


def refused_by_the_database(act: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            act()
    except Error:
        return True
    return False


def touch(cast: Cast, **more: object) -> Callable[[], object]:
    given = {"person": cast.ana, "brand": cast.brand, "purpose": "news", "what": uuid4(), **more}
    return lambda: ContactTouch.objects.create(**given)


@pytest.mark.django_db(transaction=True)
def test_twelve_senders_at_once_spend_no_more_than_the_week_holds(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    contact.set_budget(cast.ana, cast.brand, 3)

    def spend() -> bool:
        with transaction.atomic():
            return cast.ana.pk in contact.spend([cast.ana.pk], cast.brand, Purpose.NEWS, uuid4()).open

    outcomes = at_once([spend] * 12)
    assert sorted(outcomes, key=str) == [False] * 9 + [True] * 3
    assert ContactTouch.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_first_touches_of_many_at_once_find_one_budget(cast: Cast) -> None:
    says_yes(cast, cast.ana)

    def spend() -> bool:
        with transaction.atomic():
            return bool(contact.spend([cast.ana.pk], cast.brand, Purpose.NEWS, uuid4()).open)

    assert sum(at_once([spend] * 8)) == 2
    assert ContactBudget.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_workers_with_five_messages_reach_each_twice(cast: Cast) -> None:
    people = [cast.ana, cast.ben, cast.cleo]
    says_yes(cast, *people)
    cools(*[writes(cast, f"Number {n}") for n in range(5)])
    planning.plan_due()
    at_once([sending.send_due] * 4)
    assert [len(got(person)) for person in people] == [2, 2, 2]
    assert ContactTouch.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_a_no_and_a_send_at_once_are_one_after_the_other(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    made = writes(cast)
    cools(made)
    planning.plan_due()
    at_once([sending.send_due, lambda: outreach.refuse(cast.ana, made, "test")])
    later = writes(cast, "Later")
    cools(later)
    goes_out()
    assert "Later" not in got(cast.ana)


@pytest.mark.django_db(transaction=True)
def test_a_no_on_the_page_of_consents_does_not_overtake_what_is_being_spent(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    contact.set_budget(cast.ana, cast.brand, 5)
    no = threading.Thread(target=_withdraws, args=(cast,))
    with transaction.atomic():
        assert contact.spend([cast.ana.pk], cast.brand, Purpose.NEWS, uuid4()).open
        no.start()
        while no.is_alive() and not _somebody_waits():
            pass
        assert no.is_alive(), "it was through before the other had sent"
    no.join()
    assert contact.look([cast.ana.pk], cast.brand, Purpose.NEWS).no_consent and ContactTouch.objects.count() == 1


def test_code_that_forgets_the_budget_is_stopped_by_the_database(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    assert refused_by_the_database(touch(cast))  # nobody has locked a budget: there is none
    contact.set_budget(cast.ana, cast.brand, 1)
    assert not refused_by_the_database(touch(cast))
    assert refused_by_the_database(touch(cast))


def test_code_that_forgets_the_consent_is_stopped_by_the_database(cast: Cast) -> None:
    contact.set_budget(cast.ana, cast.brand, 5)
    assert refused_by_the_database(touch(cast))
    says_yes(cast, cast.ana)
    assert not refused_by_the_database(touch(cast))
    assert refused_by_the_database(touch(cast, purpose="events"))
    consents.withdraw(cast.ana, cast.brand, Purpose.NEWS, surface="test")
    assert refused_by_the_database(touch(cast))


def test_a_touch_dated_back_by_sql_counts_today(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    contact.set_budget(cast.ana, cast.brand, 1)
    touch(cast, at=timezone.now() - timedelta(days=8))()
    assert refused_by_the_database(touch(cast))


def test_what_was_spent_is_not_given_back_by_sql(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    contact.set_budget(cast.ana, cast.brand, 1)
    touch(cast)()
    assert refused_by_the_database(lambda: ContactTouch.objects.all().delete())
    assert refused_by_the_database(lambda: ContactTouch.objects.update(at=timezone.now() - timedelta(days=8)))
    assert refused_by_the_database(lambda: ContactBudget.objects.update(most=6))


def test_another_brands_touches_cost_nothing_here(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    consents.record(cast.ana, cast.other_brand, [consents.say(cast.other_brand, Purpose.NEWS, "test")])
    for brand in (cast.brand, cast.other_brand):
        for _ in range(2):
            assert contact.spend([cast.ana.pk], brand, Purpose.NEWS, uuid4()).open
        assert not contact.spend([cast.ana.pk], brand, Purpose.NEWS, uuid4()).open


@pytest.mark.parametrize(
    "change", [{"title": "Other words"}, {"leaves_at": timezone.now()}, {"purpose": "events"}, {"made_by": None}]
)
def test_the_cool_off_and_the_words_are_not_changed_by_sql(cast: Cast, change: dict[str, object]) -> None:
    made = writes(cast)
    assert refused_by_the_database(lambda: Outreach.objects.filter(pk=made.pk).update(**change))
    assert refused_by_the_database(lambda: made.groups.add(cast.lake))
    outreach.stop(cast.maya, made.pk)
    assert refused_by_the_database(lambda: Outreach.objects.filter(pk=made.pk).update(stopped_at=None))


def test_a_message_dated_back_by_sql_cools_off_all_the_same(cast: Cast) -> None:
    says_yes(cast, cast.ana)
    past = timezone.now() - timedelta(hours=1)
    words = {"title": "Now", "body": "Now", "purpose": "news"}
    made = Outreach.objects.create(brand=cast.brand, made_by=cast.maya, made_at=past, leaves_at=past, **words)
    made.groups.add(cast.harbour)
    goes_out()
    assert got(cast.ana) == []


@pytest.mark.parametrize("who", ["ana", "cara", "bea", "otto", "olga", "eve"])
def test_nobody_stops_or_reads_anothers_brands_message_at_a_desk(cast: Cast, who: str) -> None:
    made, client = writes(cast), cast.client(cast.names[who])
    for path in (f"/brand/groups/outreach/{made.pk}/change/", "/brand/groups/outreach/"):
        assert made.title not in client.get(path, follow=True).content.decode()
    client.post("/brand/groups/outreach/", {"action": "stop", "_selected_action": [str(made.pk)]})
    made.refresh_from_db()
    assert made.stopped_at is None


def _withdraws(cast: Cast) -> None:
    try:
        consents.withdraw(cast.ana, cast.brand, Purpose.NEWS, surface="me")
    finally:
        connection.close()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees the first look again and again
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        cursor.execute(asked)
        return bool(cursor.fetchone()[0])
