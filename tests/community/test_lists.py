"""Words in a row have the comma of the language that is spoken, on pages and in the web client alike."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from community.lists import comma, listed
from community.models import Person
from groups.models import Host, Membership, Role
from groups.personal import names
from messaging.chips import chips
from messaging.page_words import words
from messaging.turns import join_label
from tests.cast import Cast
from tests.groups.calendars import coming
from tests.groups.outreaches import writes
from tests.groups.pages import text

NAMES = {"me": "Ana", "ben": "Ben", "cara": "Cara"}


@pytest.mark.parametrize(("language", "comma_there"), [("en", ", "), ("de", ", "), ("ar", "، ")])
def test_names_in_a_row_have_the_comma_of_the_language(language: str, comma_there: str) -> None:
    with translation.override(language):
        assert comma() == words()["comma"] == comma_there
        assert listed(["Ana", 2, "Cara"]) == f"Ana{comma_there}2{comma_there}Cara"
        assert listed([]) == ""
        assert f"Ana{comma_there}Ben" in join_label([{"name": "Ana"}, {"name": "Ben"}])
        (chip,) = chips([{"emoji": "👍", "by": ["ben", "cara", "me"]}], "me", NAMES)
        assert chip.label.startswith(f"👍 3{comma_there}") and f"{comma_there}Ben" in chip.label


HERE = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)


def test_no_page_sets_a_comma_of_its_own_between_two_words() -> None:
    templates = [
        file for one in ("community", "messaging", "groups", "moderation") for file in HERE.glob(f"{one}/**/*.html")
    ]
    assert templates, "precondition: there are templates"
    bare = [file.name for file in templates if re.search("[}>], ?[{<]", BLOCK.sub("{}", file.read_text()))]
    assert bare == []


NOT_TOLD = {  # SQL, heads of HTTP, and pages that are written in English alone
    "community/catalogues/entries.py",
    "community/made.py",
    "community/management/commands/healthz.py",
    "community/personal/printed.py",
    "groups/management/commands/seed_rooms.py",
    "moderation/enforce/pages.py",
    "moderation/policy/printed.py",
    "moderation/rulebook/printed.py",
}


def test_nothing_that_is_told_is_joined_by_a_comma_of_its_own() -> None:
    bare = {
        str(file.relative_to(HERE))
        for one in ("community", "messaging", "groups", "moderation")
        for file in HERE.glob(f"{one}/**/*.py")
        if re.search(r"""["'], ["']\.join""", file.read_text())
    }
    assert bare == NOT_TOLD


@pytest.mark.django_db
def test_a_desk_and_what_one_reads_about_oneself_have_the_comma_of_the_language(cast: Cast) -> None:
    Person.objects.filter(pk__in=(cast.maya.pk, cast.ana.pk)).update(language="ar")
    made, maya = writes(cast), cast.client(cast.maya)
    assert "Harbour Runners، Hill Club" in text(maya, f"/brand/groups/outreach/{made.pk}/change/")
    occurrence, talk = coming(cast), cast.talk(cast.harbour)
    Host.objects.create(occurrence=occurrence, profile=cast.profile(cast.cara, cast.harbour))
    membership = Membership.objects.get(profile__person=cast.ben, group=cast.harbour)
    membership.role = Role.CAPTAIN
    membership.save()
    Host.objects.create(occurrence=occurrence, profile=membership.profile)
    assert re.search("(Cara|Ben)، (Cara|Ben)", text(maya, "/brand/groups/occurrence/"))
    with translation.override("ar"):
        assert names.rooms([talk.pk], cast.ana)[talk.pk].startswith("Harbour Runners، ")
        assert f"{occurrence.title}، " in names.occurrences([occurrence.pk], cast.ana)[occurrence.pk]


def test_the_head_of_a_group_has_the_comma_of_the_language() -> None:
    group = {"name": "Harbour", "slug": "harbour", "emblem": "users", "place": "Hamburg", "active_count": 3}
    with translation.override("ar"):
        head = render_to_string("groups/parts/who.html", {"group": group, "brand": {"name": "Stride"}})
    assert "<bdi>Stride</bdi>، <bdi>Hamburg</bdi>" in head
