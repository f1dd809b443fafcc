"""The desk of a brand's rules: written, tried on yesterday in numbers, let act, retired (trust.md R9, R23, R43)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from groups.models import Group
from messaging.actions import messages
from moderation.actions import objections
from moderation.models import Rule
from moderation.screening import HOUSE_RULES
from tests.cast import Cast, join, make_people, make_person
from tests.moderation.rules import acting, write

pytestmark = pytest.mark.django_db
LIST = "/brand/moderation/rule/"


def fields(cast: Cast, **changes: Any) -> dict[str, Any]:
    given = {"brand": cast.brand.pk, "group": "", "name": "No casino", "condition": "terms", "value": "casino"}
    return given | {"action": "block", "audience": "all"} | changes


def do(cast: Cast, action: str, rule: Rule, who: str = "maya") -> str:
    """Ticks the row and asks for it; what the page says then."""
    posted = {"action": action, "_selected_action": str(rule.pk)}
    return cast.client(getattr(cast, who)).post(LIST, posted, follow=True).content.decode()


def test_a_manager_writes_a_rule_for_one_group_and_its_next_version(cast: Cast) -> None:
    desk = cast.client(cast.maya)
    assert desk.post(f"{LIST}add/", fields(cast, group=cast.harbour.pk)).status_code == 302
    first = Rule.objects.get()
    assert (first.space, first.version, first.active, first.made_by) == (cast.harbour.pk, 1, False, cast.maya)
    words = {"condition": "terms", "value": "casino\nbetting", "action": "hold", "audience": "new"}
    assert desk.post(f"{LIST}{first.pk}/change/", words).status_code == 302
    assert list(Rule.objects.order_by("version").values_list("version", "action")) == [(1, "block"), (2, "hold")]
    page = desk.get(LIST).content.decode()
    assert "Harbour Runners" in page
    assert "observes" in page
    assert "retired" in page


def test_what_the_action_refuses_is_said_on_the_form_and_nothing_typed_is_lost(cast: Cast) -> None:
    desk = cast.client(cast.maya)
    page = desk.post(f"{LIST}add/", fields(cast, condition="pattern", value="(?=never)"))
    assert page.status_code == 200
    assert "cannot be used" in page.content.decode()
    assert "(?=never)" in page.content.decode()
    assert desk.post(f"{LIST}add/", fields(cast, group=cast.lake.pk)).status_code == 200  # no choice of theirs
    assert not Rule.objects.exists()


def test_a_rule_acts_only_after_its_day_at_the_desk_too(cast: Cast) -> None:
    rule = write(cast.maya, cast.brand, "block", "casino")
    assert "observes for 24 hours" in do(cast, "let_act", rule)
    assert not Rule.objects.get().active
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        do(cast, "let_act", rule)
    assert Rule.objects.get().active
    do(cast, "retire", rule)
    assert Rule.objects.get().retired_by == cast.maya


def chat(cast: Cast, talkers: int, texts: list[str], group: Group | None = None) -> None:
    """Yesterday in Harbour Runners, or another group, by so many people."""
    group = group or cast.harbour
    people = [make_person(f"{group.slug}{n}") for n in range(talkers)]
    room = cast.talk(group).pk
    yesterday = timezone.now().replace(hour=0) - timedelta(hours=6)
    for n, person in enumerate(people):
        join(person, group)
        messages.seed(person, room, uuid4(), texts[n % len(texts)], yesterday)


def test_a_try_tells_numbers_and_never_words(cast: Cast) -> None:
    chat(cast, 20, ["the c4sino again", "good morning"])
    page = do(cast, "try_yesterday", write(cast.maya, cast.brand, "block", "casino"))
    assert "in 10 or more of 20 or more messages of yesterday" in page
    assert "c4sino" not in page
    assert "in 10 or more of 20" in do(cast, "try_yesterday", write(cast.maya, cast.brand, "hold", "casi*"))


def test_a_try_about_few_people_tells_nothing(cast: Cast) -> None:
    chat(cast, 10, ["the casino", *["good morning"] * 9])
    one = do(cast, "try_yesterday", write(cast.maya, cast.brand, "block", "casino"))
    none = do(cast, "try_yesterday", write(cast.maya, cast.brand, "block", "nothing like it"))
    assert "in those of fewer than 10 people of 10 or more messages" in one
    assert "in those of fewer than 10 people of 10 or more messages" in none


def test_where_few_wrote_there_is_no_number_at_all(cast: Cast) -> None:
    chat(cast, 9, ["the casino"])
    assert "Too few people wrote" in do(cast, "try_yesterday", write(cast.maya, cast.brand, "block", "casino"))


def test_hits_are_shown_in_tens(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "redact", "casino")
    room = cast.talk(cast.harbour).pk
    commands = [messages.Send(cast.ana.pk, room, uuid4(), f"casino {n}") for n in range(13)]
    messages.send_many(commands[:9])
    assert "fewer than 10" in cast.client(cast.maya).get(LIST).content.decode()
    messages.send_many(commands[9:])
    page = cast.client(cast.maya).get(LIST).content.decode()
    assert "10 and more" in page
    assert ">13<" not in page


def objected(cast: Cast, rule: str, members: int, group: Group | None = None, *, again: int = 1) -> None:
    """By so many members, each about so many texts."""
    for person in make_people(f"{rule[:2].lower()}{n}of{members}" for n in range(members)):
        mine = join(person, group or cast.harbour).profile
        for _ in range(again):
            objections.file(mine, uuid4(), outcome="block", rule=rule, spans=[], words="But the Casino is a café")


def test_who_keeps_a_rule_hears_in_tens_how_many_people_object_to_it_and_no_word(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    acting(cast.maya, cast.brand, "nudge", "betting")
    acting(cast.maya, cast.brand, "nudge", "lottery", space=cast.hill.pk)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        objected(cast, "No casino", 13)
        objected(cast, "No betting", 3, again=9)
        objected(cast, "No lottery", 12)  # of a rule of that name in a group that has none
        objected(cast, "No betting", 11, cast.lake)  # another brand's
        page = cast.client(cast.maya).get(LIST).content.decode()
    told = dict(re.findall(r">(No \w+)<.*?field-objected[^>]*>\s*([^<>]+?)\s*<", page, re.DOTALL))
    assert told == {"No betting": "fewer than 10", "No casino": "10 and more", "No lottery": "fewer than 10"}
    assert "café" not in page and ">13<" not in page
    with time_machine.travel(timezone.now() + timedelta(days=33)):
        assert "10 and more" not in cast.client(cast.maya).get(LIST).content.decode()


def test_operators_hear_it_of_the_rules_of_the_house(cast: Cast) -> None:
    objected(cast, "phone", 12)
    objected(cast, "same_again", 9, cast.lake, again=2)
    objected(cast, "No casino", 11)
    page = cast.client(cast.olga).get("/admin/moderation/objection/").content.decode()
    assert page.count("10 and more") == 1 and page.count("fewer than 10") == len(HOUSE_RULES) - 1
    assert page.index("telephone number") < page.index("10 and more") < page.index("e-mail address")
    assert "café" not in page and "No casino" not in page
    assert cast.client(cast.maya).get("/admin/moderation/objection/").status_code != 200
