"""Whatever a desk calls a thing, it can call it so in German, too."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.utils import translation

from community.admin_site import DeskSite, brand_desk, operator_desk

ALIKE = {"name", "captain", "captains"}  # in English and in German


@pytest.mark.parametrize("desk", [brand_desk, operator_desk], ids=lambda desk: str(desk.name))
def test_nothing_at_a_desk_is_named_in_english_alone(desk: DeskSite) -> None:
    with translation.override("en"):
        english = dict(labels(desk))
    with translation.override("de"):
        german = dict(labels(desk))
    assert len(english) > 30
    assert {
        where: words for where, words in english.items() if german[where] == words and words.lower() not in ALIKE
    } == {}


def labels(desk: DeskSite) -> Iterator[tuple[tuple[str, str], str]]:
    for model, admin in desk._registry.items():
        of: Any = admin
        yield (model.__name__, "one"), str(model._meta.verbose_name)
        yield (model.__name__, "many"), str(model._meta.verbose_name_plural)
        names = [*of.list_display, *of.readonly_fields, *of.list_filter, *(of.fields or ()), *getattr(of, "shown", ())]
        for name in names:
            if isinstance(name, str) and name != "action_checkbox":
                try:
                    yield (model.__name__, name), str(label_for_field(name, model, of))
                except (FieldDoesNotExist, AttributeError):
                    continue  # a field of the form alone has its own label
