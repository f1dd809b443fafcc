"""Who is named in somebody's words, called as they are called now. As `static/messaging/named.js`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from community.errors import Words
from messaging.links import linked
from moderation import policy

Wire = Mapping[str, Any]


def naming_words() -> dict[str, Words]:
    """By the names under which the web client asks for them."""
    return {
        "name_list": _("Names to choose from"),
        "name_count": _("Names to choose from: {n}. Arrow keys, then Enter."),
        "name_captain": _("All captains"),
        "name_crew": _("Everybody here"),
        "captains_call": policy.REFUSALS["captains_call"],
    }


def worded(item: Wire, self_id: str, names: Mapping[str, str]) -> SafeString:
    """HTML of a message's words: escaped, with safe links and with names; `names` of whom the reader hears here."""
    if "mentions" not in item:
        return linked(item["body"])
    return format_html_join("", "{}", ((piece,) for piece in _pieces(item, self_id, names)))


def _pieces(item: Wire, self_id: str, names: Mapping[str, str]) -> Iterator[SafeString]:
    body, done = item["body"], 0
    for (start, end), profiles in _places(item["mentions"]).items():
        yield linked(body[done:start])
        own = " mention--own" if self_id in profiles else ""
        yield format_html('<bdi class="mention{}">{}</bdi>', own, _called(body[start:end], profiles[0], names))
        done = end
    yield linked(body[done:])


def _places(mentions: Sequence[Wire]) -> dict[tuple[int, int], list[str | None]]:
    """Two of one name share a place. An empty text: no person, but all captains or everybody."""
    places: dict[tuple[int, int], list[str | None]] = {}
    for one in mentions:
        start, end = one["span"]
        places.setdefault((start, end), []).append(one["profile"] if one["what"] == "person" else "")
    return places


def _called(typed: str, profile: str | None, names: Mapping[str, str]) -> str:
    if profile is None:
        return f"@{_('Former member')}"
    return f"@{names[profile]}" if profile in names else typed
