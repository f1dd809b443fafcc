"""`/me/consents/`: each brand, each purpose, one tap (trust.md R13, R14)."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone, translation

from community.errors import Conflict
from community.models import Brand, Person
from moderation.actions import consents
from moderation.models import Consent, Purpose
from tests.cast import Cast

URL = "/me/consents/"


def joined(person: Person, brand: Brand, *purposes: Purpose) -> None:
    said = [consents.say(brand, purpose, "join") for purpose in (Purpose.SERVICE, *purposes)]
    consents.record(person, brand, said)


def seen(brand: Brand, purpose: Purpose = Purpose.NEWS) -> str:
    return consents.shown(brand, purpose).mark


def tap(cast: Cast, say: str, **fields: str) -> str:
    sent = {"brand": str(cast.brand.pk), "purpose": "news", "say": say, "seen": seen(cast.brand)} | fields
    answer = cast.client(cast.ana).post(URL, sent, follow=True)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def ledger(person: Person) -> list[tuple[str, bool, str]]:
    return list(Consent.objects.filter(person=person).order_by("created_at").values_list("purpose", "given", "surface"))


def test_who_has_said_nothing_reads_what_will_stand_there(cast: Cast) -> None:
    assert "Nothing to allow yet" in cast.client(cast.eve).get(URL).content.decode()


def test_each_purpose_shows_its_text_what_was_said_when_and_where(cast: Cast) -> None:
    joined(cast.ana, cast.brand, Purpose.NEWS)
    page = cast.client(cast.ana).get(URL).content.decode()
    today = timezone.now().strftime("%-d %B %Y")
    for purpose in Purpose:
        assert consents.shown(cast.brand, purpose).text in page
    assert (page.count("You said yes"), page.count("You did not say yes")) == (2, 1)
    assert re.search(rf"Yes, {today}, \d\d:\d\d, when you joined: <q", page)
    assert "Leave Harbour Runners" in page and 'value="service"' not in page, "service ends by leaving"


def test_one_tap_takes_it_back_and_one_gives_it_again_with_the_text_that_was_read(cast: Cast) -> None:
    joined(cast.ana, cast.brand, Purpose.NEWS)
    assert "Allow it again" in tap(cast, "no")
    assert not Consent.objects.stands(cast.ana, cast.brand, Purpose.NEWS)
    assert "You said yes. You can take it back at any time." in tap(cast, "yes")
    assert Consent.objects.stands(cast.ana, cast.brand, Purpose.NEWS)
    assert ledger(cast.ana)[1:] == [("news", True, "join"), ("news", False, "me"), ("news", True, "me")]


def test_a_no_counts_against_an_earlier_yes_that_still_waits_at_a_groups_door(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    waiting, asked_at = [consents.say(cast.brand, Purpose.NEWS, "join")], timezone.now()
    tap(cast, "no")
    consents.record(cast.ana, cast.brand, waiting, at=asked_at)
    assert not Consent.objects.stands(cast.ana, cast.brand, Purpose.NEWS)


def test_a_yes_to_a_text_that_reads_otherwise_by_now_is_asked_anew(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    read = seen(cast.brand)
    Brand.objects.filter(pk=cast.brand.pk).update(name="Stride Europe")
    assert "The text has changed meanwhile" in tap(cast, "yes", seen=read)
    assert not Consent.objects.stands(cast.ana, cast.brand, Purpose.NEWS)


def test_a_text_that_was_read_in_another_language_is_still_that_text(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    read = seen(cast.brand)
    with translation.override("de"):
        given = consents.give(cast.ana, cast.brand, Purpose.NEWS, seen=read, surface="me")
    assert bytes(given.text_hash).hex() == read


def test_running_the_group_ends_by_leaving_it(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    with pytest.raises(Conflict) as refusal:
        consents.withdraw(cast.ana, cast.brand, Purpose.SERVICE, surface="me")
    assert refusal.value.code == "leave_instead"
    assert "leave the brand" in tap(cast, "no", purpose="service")
    assert Consent.objects.stands(cast.ana, cast.brand, Purpose.SERVICE)


def test_a_later_answer_counts_whatever_the_clock_of_the_machine_says(cast: Cast) -> None:
    ahead = timezone.now() + timedelta(hours=1)
    consents.record(cast.ana, cast.brand, [consents.say(cast.brand, Purpose.NEWS, "join")], at=ahead)
    consents.withdraw(cast.ana, cast.brand, Purpose.NEWS, surface="me")
    assert not Consent.objects.stands(cast.ana, cast.brand, Purpose.NEWS)


@pytest.mark.parametrize("values", [{"text_hash": b"short"}, {"surface": ""}, {"text_version": 0}])
def test_the_database_keeps_what_was_read_and_where(cast: Cast, values: dict[str, object]) -> None:
    whole = {"text_hash": bytes(32), "surface": "me", "text_version": 1} | values
    with pytest.raises(DatabaseError, match="consent_says_what_and_where"), transaction.atomic():
        Consent.objects.create(person=cast.ana, brand=cast.brand, purpose="news", given=True, **whole)


def test_the_database_does_not_empty_the_ledger(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE moderation_consent")
    assert ledger(cast.ana) == [("service", True, "join")]


@pytest.mark.django_db(transaction=True)
def test_taps_at_once_stand_in_one_order_and_the_last_counts(cast: Cast) -> None:
    joined(cast.ana, cast.brand, Purpose.NEWS)
    start, read = threading.Barrier(6), seen(cast.brand)

    def act(number: int) -> None:
        try:
            start.wait()
            if number % 2:
                consents.withdraw(cast.ana, cast.brand, Purpose.NEWS, surface="me")
            else:
                consents.give(cast.ana, cast.brand, Purpose.NEWS, seen=read, surface="me")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=[number]) for number in range(6)]
    [one.start() for one in threads], [one.join() for one in threads]
    rows = Consent.objects.filter(person=cast.ana, purpose="news")
    assert rows.count() == len({row.created_at for row in rows}) == 7, "each its own moment"
    assert Consent.objects.stands(cast.ana, cast.brand, Purpose.NEWS) == rows.latest_first()[0].given
