"""Attempts of several together to have somebody silenced or out without anybody's decision (trust.md R25, R35)."""

from __future__ import annotations

import pytest

from community.models import Person
from groups.actions import leaving
from messaging.models import Message
from moderation.actions import reports
from moderation.models import Case, Report, Sanction
from tests.cast import Cast, join, make_people
from tests.moderation.casework import KIND, UNKIND, decides, let_in, reports_, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rates")]


def crowd(cast: Cast) -> list[Person]:
    """Three from three branches: more than enough to hide a message."""
    people = make_people(["kim", "lee", "max"])
    for person in people:
        join(person, cast.harbour)
    for person, host in zip(people, (cast.ana, cast.nia), strict=False):
        let_in(cast, person, by=host)
    return people


def standing(message: Message) -> bool:
    message.refresh_from_db()
    return message.body == UNKIND and message.hidden_at is None


def test_a_crowd_hides_one_message_until_somebody_decides_and_touches_nobody(cast: Cast) -> None:
    people, message = crowd(cast), says(cast, cast.ben)
    for person in people:
        reports_(person, message)
    assert not standing(message), "three from two branches hide it"
    assert not Sanction.objects.exists()
    assert says(cast, cast.ben, "I am still here").body == "I am still here"
    assert cast.membership(cast.ben, cast.harbour).ended_at is None


def test_what_was_found_right_is_not_hidden_again_by_the_same_crowd(cast: Cast) -> None:
    people, message = crowd(cast), says(cast, cast.ben)
    for person in people:
        reports_(person, message)
    decides(cast.cara, Case.objects.get())
    assert standing(message)
    for person in people:
        reports_(person, message, "hate", words="Look again")
    assert standing(message) and Report.objects.count() == len(people)


def test_one_with_many_words_counts_once(cast: Cast) -> None:
    message = says(cast, cast.ben)
    ana = cast.api(cast.ana)
    for category in ("unkind", "hate", "threat", "scam"):
        told = {"kind": KIND, "subject": str(message.pk), "category": category, "words": category}
        assert ana.post("/api/v1/reports", told, format="json").status_code in (200, 201)
    assert Report.objects.count() == 1 and standing(message)


def test_friends_whom_one_person_brought_in_hide_nothing_however_many(cast: Cast) -> None:
    friends = make_people([f"friend{n}" for n in range(6)])
    for friend in friends:
        join(friend, cast.harbour)
        let_in(cast, friend, by=cast.ana)
    message = says(cast, cast.ben)
    for person in (cast.ana, *friends):
        reports_(person, message)
    assert Report.objects.count() == 7 and standing(message)


def test_reports_of_each_of_somebodys_messages_take_the_next_one_from_nobody(cast: Cast) -> None:
    people = crowd(cast)
    said = [says(cast, cast.ben, words) for words in ("Meet at the crane", "Bring a lamp", "The bridge is closed")]
    for number, message in enumerate(said):
        for person in (people[number], people[number - 1]):  # two each, and three in all
            reports_(person, message)
    assert Report.objects.values("reporter").distinct().count() == 3
    assert all(Message.objects.get(pk=one.pk).hidden_at is None for one in said)
    assert Case.objects.filter(state="open", held_at=None).count() == len(said)


def test_whoever_left_adds_no_voice_to_the_crowd(cast: Cast) -> None:
    message = says(cast, cast.ben)
    told = {"kind": KIND, "subject": str(message.pk), "category": "unkind"}
    for person in (cast.dov, cast.eve, cast.cleo):
        assert cast.api(person).post("/api/v1/reports", told, format="json").status_code == 404
    assert cast.api(cast.ana).post("/api/v1/reports", told, format="json").status_code in (200, 201)
    assert Report.objects.count() == 1


def test_one_who_leaves_under_one_name_and_comes_back_under_another_is_one_voice(cast: Cast) -> None:
    """What stays where it is, such as a name, can be reported by the same person again and again."""
    kim, lee = make_people(["kim", "lee"])
    for person in (kim, lee):
        join(person, cast.harbour)
    let_in(cast, lee, by=cast.nia)
    ben = cast.profile(cast.ben, cast.harbour)
    for person in (lee, kim):
        reports.file(person, "profile", ben.pk, category="unkind")
    leaving.leave(cast.place(kim, cast.harbour), words="anonymise")
    join(kim, cast.harbour)
    reports.file(kim, "profile", ben.pk, category="unkind")
    assert Report.objects.count() == 3, "three profiles have reported it, of two people"
    ben.refresh_from_db()
    assert ben.name == "Ben"
