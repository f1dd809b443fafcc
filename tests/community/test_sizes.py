"""How large a file is, said in each language. The web client is held to the same cases."""

import json
from pathlib import Path

import pytest
from django.utils import translation

from community.sizes import size_words

CASES = json.loads(Path(__file__).with_name("size_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["bytes"]))
@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_a_size_is_said_in_whole_kilobytes_and_tenths_of_megabytes(language: str, case: dict[str, object]) -> None:
    with translation.override(language):
        assert size_words(int(str(case["bytes"]))) == case[language]
