"""Attempts of one brand's manager to work at another's desk, by ids that are right (trust.md R43)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import Outreach
from moderation.actions import rules
from moderation.models import Rule
from tests.cast import Cast
from tests.groups.outreaches import writes
from tests.moderation.years import released

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"brand:{name}", args=args)


def rule(cast: Cast) -> Rule:
    words = {"condition": "terms", "value": "bib swap", "action": "nudge", "audience": "all"}
    return rules.make(cast.maya, cast.brand, space=None, name="No selling of bibs", **words)


def test_groups_of_another_brand_are_not_written_to(cast: Cast) -> None:
    typed = {"purpose": "news", "title": "Hello", "body": "Friday"}
    own = typed | {"brand": cast.other_brand.pk, "groups": [str(cast.lake.pk)]}
    otto = cast.client(cast.otto)
    for stolen in (
        {"groups": [str(cast.harbour.pk)]},
        {"brand": cast.brand.pk},
        {"brand": cast.brand.pk, "groups": []},
    ):
        assert otto.post(at("groups_outreach_add"), own | stolen).status_code == 200, "the form, with what is wrong"
    assert not Outreach.objects.exists()
    assert otto.post(at("groups_outreach_add"), own).status_code == 302 and Outreach.objects.count() == 1


@pytest.mark.parametrize("action", ["let_act", "retire", "try_yesterday"])
def test_ticked_rules_of_another_brand_stay_as_they_are(cast: Cast, action: str) -> None:
    made = rule(cast)
    before = Rule.objects.filter(pk=made.pk).values().get()
    answered = cast.client(cast.otto).post(
        at("moderation_rule_changelist"), {"action": action, "_selected_action": [str(made.pk)]}, follow=True
    )
    assert b"bibs" not in answered.content
    assert Rule.objects.filter(pk=made.pk).values().get() == before


def test_a_rule_is_not_made_for_a_group_of_another_brand(cast: Cast) -> None:
    words = {"name": "Mine now", "condition": "terms", "value": "bib", "action": "nudge", "audience": "all"}
    typed = words | {"brand": cast.other_brand.pk, "group": cast.harbour.pk}
    assert cast.client(cast.otto).post(at("moderation_rule_add"), typed).status_code == 200
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    "query", ["q=Stride", "year__gte=2000", "brand__name__startswith=S", "o=1", "brand__id__exact={}"]
)
def test_no_list_tells_of_the_years_of_another_brand(cast: Cast, query: str) -> None:
    released(cast, timezone.now().year - 1)
    url = at("moderation_yearlyreport_changelist")
    assert b"Stride" in cast.client(cast.maya).get(url).content
    answered = cast.client(cast.otto).get(f"{url}?{query.format(cast.brand.pk)}", follow=True)
    assert b">Stride<" not in answered.content and str(timezone.now().year - 1).encode() not in answered.content


def test_a_message_of_another_brand_is_neither_seen_nor_searched_for(cast: Cast) -> None:
    made = writes(cast, "Secret sale")
    maya, otto = cast.client(cast.maya), cast.client(cast.otto)
    assert maya.get(at("groups_outreach_change", made.pk)).status_code == 200
    for name in ("groups_outreach_change", "groups_outreach_history"):
        assert b"Secret" not in otto.get(at(name, made.pk), follow=True).content
    assert maya.get(at("groups_outreach_changelist"), {"q": "Secret"}).context["cl"].result_count == 1
    assert otto.get(at("groups_outreach_changelist"), {"q": "Secret"}).context["cl"].result_count == 0


def test_a_manager_who_was_dismissed_has_no_desk_with_the_page_still_open(cast: Cast) -> None:
    maya = cast.client(cast.maya)
    made = rule(cast)
    assert maya.get(at("moderation_rule_changelist")).status_code == 200
    cast.maya.roles.update(ended_at=timezone.now() - timedelta(seconds=1))
    ticked = {"action": "retire", "_selected_action": [str(made.pk)]}
    assert maya.post(at("moderation_rule_changelist"), ticked).status_code == 404
    assert Rule.objects.get(pk=made.pk).retired_at is None
