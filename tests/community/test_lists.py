"""Words in a row have the comma of the language that is spoken, on pages and in the web client alike."""

import pytest
from django.utils import translation

from community.lists import comma, listed
from messaging.chips import chips
from messaging.page_words import words
from messaging.turns import join_label

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
