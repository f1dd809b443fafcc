"""What is passed over because a text is made of words alone: nothing that anybody looks for is in such a one."""

from __future__ import annotations

import re
from base64 import b64encode

from hypothesis import example, given
from hypothesis import strategies as st

from community.surface import Standing
from moderation.screening.content import Content
from moderation.screening.decoding import decoded, displayed
from moderation.screening.reading import Reading

PIECES = st.sampled_from(
    [
        *("see you", "SEE", "iPhone", "Ana", "tomorrow", "HELLOWORLD", "aGVsbG8gd29ybGQ", "abcdefghij=", "Straße", "Q"),
        *(
            " ",
            "\n",
            ".",
            ",",
            "=",
            "-",
            "_",
            "/",
            "+",
            "%41",
            "&#65;",
            "&",
            "\\u0041",
            "(",
            "@",
            "7",
            "ü",
            "٧",
            "\u202e",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=60)


def reading(text: str) -> Reading:
    return Reading(Content("message", text, Standing.MEMBER, ()))


@given(TEXTS)
@example("Abcdefghij=")
@example("xHELLOWORLD")
@example(b64encode(b"call me maybe").decode())
def test_a_text_of_words_alone_holds_no_digit_and_no_code(text: str) -> None:
    if reading(text).wordy:
        assert not re.search(r"\d", text)
        assert not list(decoded(text, dense=True))
        assert not list(displayed(text))


def test_usual_messages_are_of_words_alone() -> None:
    for text in ("See you all at the bridge, Ana!", "ok", "Who brings the lamps?\nI can.", "WE RUN"):
        assert reading(text).wordy == (text != "WE RUN")
    for text in ("at 7", "iPhone", "Tomorrow-ish", "Grüße"):
        assert not reading(text).wordy
