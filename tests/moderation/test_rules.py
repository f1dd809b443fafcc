"""A brand's rules: versions that observe, act and end; what the database holds when the code is wrong (R23)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import Error, connection, transaction
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound, SnugError
from community.models import AuditLogEntry, Brand
from groups.actions import profiles
from messaging.actions import messages
from messaging.models import Message
from moderation.actions import rules
from moderation.models import Rule, RuleHits
from tests.cast import Cast
from tests.moderation.rules import acting, write


def say(cast: Cast, text: str, who: str = "ana") -> str:
    """How it went: "said", or the refusal and its rule."""
    try:
        messages.send(getattr(cast, who), cast.talk(cast.harbour).pk, uuid4(), text)
    except SnugError as refusal:
        return f"{refusal.code} {refusal.detail.get('rule')}"
    return "said"


def sql(statement: str, *params: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_a_rule_observes_for_a_day_and_counts_without_words(cast: Cast) -> None:
    rule = write(cast.maya, cast.brand, "block", "bib swap")
    assert say(cast, "B1b $wap anyone?") == "said"
    assert say(cast, "Good morning") == "said"
    assert RuleHits.objects.get().count == 1
    with pytest.raises(Conflict) as refusal:
        rules.activate(cast.maya, rule)
    assert refusal.value.code == "rule_observes"
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        rules.activate(cast.maya, rule)
    assert say(cast, "B1b $wap anyone?") == "refused No bib swap"
    assert RuleHits.objects.get(day=timezone.now().date()).count == 2
    assert [field.name for field in RuleHits._meta.get_fields()] == ["id", "rule", "day", "count"]


def test_what_only_asks_or_takes_words_out_may_act_at_once(cast: Cast) -> None:
    rules.activate(cast.maya, write(cast.maya, cast.brand, "redact", "bib swap"))
    rules.activate(cast.maya, write(cast.maya, cast.brand, "nudge", "darknet"))
    assert say(cast, "a bib swap here") == "said"
    assert Message.objects.get().body == "a ••• here"
    assert say(cast, "the d4rknet") == "nudge No darknet"


def test_a_new_version_observes_beside_the_one_that_acts(cast: Cast) -> None:
    first = acting(cast.maya, cast.brand, "block", "bib swap")
    words = {"condition": "terms", "action": "block", "audience": "all"}
    rules.revise(cast.maya, first, value="darknet", **words)
    third = rules.revise(cast.maya, first, value="darknet\ncasino", **words)
    assert say(cast, "bib swap") == "refused No bib swap"
    assert say(cast, "casino") == "said"
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        rules.activate(cast.maya, third)
    assert say(cast, "bib swap") == "said"
    assert say(cast, "casino") == "refused No bib swap"
    assert [rule.retired_at is None for rule in Rule.objects.order_by("version")] == [False, False, True]
    rules.retire(cast.maya, third)
    assert say(cast, "casino") == "said"
    with pytest.raises(Conflict):
        rules.activate(cast.maya, Rule.objects.get(version=2))


def test_a_groups_rule_is_its_own_and_the_brands_is_everybodys(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "block", "casino", space=cast.hill.pk)
    assert say(cast, "casino") == "said"
    with pytest.raises(Forbidden):
        messages.send(cast.cleo, cast.talk(cast.hill).pk, uuid4(), "casino")
    acting(cast.maya, cast.brand, "block", "darknet")
    assert say(cast, "darknet") == "refused No darknet"
    messages.send(cast.pia, cast.talk(cast.lake).pk, uuid4(), "darknet")  # another brand's group


def test_all_conditions_and_the_highest_wins(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "hold", r"code[: ]+[a-z]{4}\d{4}", condition="pattern", name="codes")
    acting(cast.maya, cast.brand, "block", "shady.com", condition="links", name="sites")
    acting(cast.maya, cast.brand, "nudge", "2", condition="mentions", name="calls")
    assert say(cast, "CODE: ABCD1234") == "held codes"
    assert say(cast, "ｃｏｄｅ abcd１２３４") == "held codes"
    assert say(cast, "code ab") == "said"
    assert say(cast, "cd1234") == "said"
    assert say(cast, "http://a.shady.com/") == "refused sites"
    assert say(cast, "@ana @ben @cara") == "nudge calls"
    assert say(cast, "@ana @ben @cara code: abcd1234 shady.com") == "refused sites"


def test_newcomers_are_let_link_where_the_brand_says(cast: Cast) -> None:
    assert say(cast, "see stride.example.com", "nia") == "refused new_member_link"
    assert say(cast, "see stride.example.com") == "said"
    rules.activate(cast.maya, write(cast.maya, cast.brand, "allow", "example.com", condition="links"))
    assert say(cast, "see stride.example.com", "nia") == "said"
    acting(cast.maya, cast.brand, "block", "casino", audience="new")
    assert say(cast, "casino", "nia") == "refused No casino"
    assert say(cast, "casino") == "said"


def test_names_and_bios_pass_the_brands_rules_too(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "hold", "casino")
    for name, bio in (("C4sino Ana", ""), ("Ana", "ask me about с a s i n о")):
        with pytest.raises(Invalid) as refusal:
            profiles.edit(cast.place(cast.ana, cast.harbour), name=name, bio=bio)
        assert refusal.value.code == "No casino"
    profiles.edit(cast.place(cast.ana, cast.harbour), name="Ana", bio="runs")


def test_only_managers_of_the_brand_write_rules_and_each_step_is_in_the_audit_log(cast: Cast) -> None:
    for person in (cast.otto, cast.cara, cast.olga, cast.bea):
        with pytest.raises(NotFound):
            write(person, cast.brand, "block", "casino")
    rule = acting(cast.maya, cast.brand, "block", "casino")
    for act in (rules.activate, rules.retire):
        with pytest.raises(NotFound):
            act(cast.otto, rule)
    rules.retire(cast.maya, rule)
    verbs = AuditLogEntry.objects.filter(subject=rule.pk).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["rule.written", "rule.activated", "rule.retired"]
    assert "casino" not in str(list(AuditLogEntry.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("value", {"condition": "pattern", "value": r"(?=a)b"}),
        ("value", {"condition": "pattern", "value": r"(a)\1"}),
        ("value", {"condition": "pattern", "value": r"(((a{1,100}){1,100}){1,100})"}),
        ("value", {"condition": "pattern", "value": "a*"}),
        ("value", {"condition": "pattern", "value": "."}),
        ("value", {"condition": "terms", "value": "ok\n!"}),
        ("value", {"condition": "terms", "value": "two words*"}),
        ("value", {"condition": "links", "value": "not a domain"}),
        ("value", {"condition": "mentions", "value": "many"}),
        ("action", {"action": "allow"}),
        ("action", {"action": "explode"}),
        ("name", {"name": "phone"}),
    ],
)
def test_what_cannot_be_a_rule_is_said_beside_its_field(cast: Cast, field: str, changes: dict[str, str]) -> None:
    given: dict[str, Any] = {"value": "casino", "action": "block"} | changes
    with pytest.raises(Invalid) as refusal:
        write(cast.maya, cast.brand, **given)
    assert refusal.value.field == field
    assert not Rule.objects.exists()


def test_the_database_lets_no_rule_act_before_its_day_nor_change_nor_go(cast: Cast) -> None:
    rule = write(cast.maya, cast.brand, "hold", "casino")
    act = "UPDATE moderation_rule SET active_at = %s, active_by_id = made_by_id WHERE id = %s"
    for statement, *params in (
        (act, timezone.now() + timedelta(hours=23), rule.pk),
        ("UPDATE moderation_rule SET value = 'x' WHERE id = %s", rule.pk),
        ("UPDATE moderation_rule SET created_at = created_at - interval '2 days' WHERE id = %s", rule.pk),
        ("UPDATE moderation_rule SET retired_at = now() WHERE id = %s", rule.pk),  # by nobody
        ("DELETE FROM moderation_rule WHERE id = %s", rule.pk),
    ):
        with pytest.raises(Error):
            sql(statement, *params)
    older = {"name": "older", "condition": "terms", "value": "x", "action": "block", "made_by": cast.maya}
    with pytest.raises(Error), transaction.atomic():
        Rule.objects.create(brand=cast.brand, created_at=timezone.now() - timedelta(days=2), **older)
    sql(act, timezone.now() + timedelta(hours=25), rule.pk)  # the precondition: a day later it may
    sql("UPDATE moderation_rule SET retired_at = now(), retired_by_id = made_by_id WHERE id = %s", rule.pk)
    with pytest.raises(Error):
        sql("UPDATE moderation_rule SET retired_at = NULL, retired_by_id = NULL WHERE id = %s", rule.pk)


def test_every_change_raises_the_version_that_all_processes_compare(cast: Cast) -> None:
    def version() -> int:
        return Brand.objects.get(pk=cast.brand.pk).rules_version

    assert version() == 0
    rule = write(cast.maya, cast.brand, "nudge", "casino")
    assert version() == 1
    rules.activate(cast.maya, rule)
    assert version() == 2
    sql("UPDATE moderation_rule SET retired_at = now(), retired_by_id = made_by_id WHERE id = %s", rule.pk)
    assert version() == 3
    assert say(cast, "casino") == "said"  # by hand in the database, and no process is behind


def test_a_batch_reads_its_own_earlier_words(cast: Cast) -> None:
    acting(cast.maya, cast.brand, "block", "casino")
    room = cast.talk(cast.harbour).pk
    commands = [messages.Send(cast.ana.pk, room, uuid4(), piece) for piece in ("cas", "ino")]
    first, second = messages.send_many(commands)
    assert isinstance(first, messages.Ack)
    assert isinstance(second, Forbidden)
    assert say(cast, "ino", "ben") == "said"
    assert say(cast, "ino") == "refused No casino"
