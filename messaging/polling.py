"""What is asked in a poll: cleaned, put beside its question where words are looked at, kept where they wait, and told
to clients."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from community.errors import Invalid
from community.text import clean_text
from messaging import ballot_box
from messaging.bare import bare
from messaging.models.polls import FEWEST_OPTIONS, MOST_OPTIONS, OPTION_LENGTH

FEWEST_BALLOTS = 3  # fewer would tell who chose what
_BULLET = "• "


@dataclass(frozen=True, slots=True)
class Asked:
    """A poll as its author wants it: the options in order, and whether more than one may be chosen, whether nobody
    learns who chose what, and until when."""

    options: tuple[str, ...]
    multiple: bool = False
    secret: bool = False
    closes_at: datetime | None = None

    def marks(self) -> tuple[str, ...]:
        """By which a retry is known from another wish."""
        end = self.closes_at.astimezone(UTC).isoformat() if self.closes_at else ""
        return (*self.options, str(self.multiple), str(self.secret), end)


def clean(asked: Asked) -> Asked:
    """With its options in their normal form. Raises `Invalid` (`options`, `ends_at`) and `TooLarge`."""
    options = tuple(clean_text(one, most=OPTION_LENGTH, field="options") for one in asked.options)
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise Invalid(_("A poll has two to ten options."), field="options")
    if len({bare(one) for one in options}) < len(options):
        raise Invalid(_("Two options are the same. Make each its own."), field="options")
    if asked.secret and asked.closes_at is None:
        raise Invalid(_("A secret poll needs an end: what was chosen is shown only then."), field="ends_at")
    return Asked(options, asked.multiple, asked.secret, asked.closes_at)


def joined(question: str, options: Sequence[str]) -> str:
    """The question and its options, one a line: as screening reads them."""
    return "\n".join((question, *options))


def parted(text: str, asked: Asked) -> tuple[str, Asked] | None:
    """The opposite, after a rule has changed something; None where it is no poll of so many options any more."""
    question, *options = text.rsplit("\n", len(asked.options))
    changed = Asked(tuple(options), asked.multiple, asked.secret, asked.closes_at)
    try:
        return (question, clean(changed)) if question and len(options) == len(asked.options) else None
    except Invalid:
        return None


def listed(question: str, options: Sequence[str]) -> str:
    """For who reads it where nobody votes: in evidence, sealed, in an export."""
    return joined(question, [f"{_BULLET}{one}" for one in options])


# ---- while it waits ------------------------------------------------------------------------------------------------


def packed(question: str, asked: Asked) -> str:
    end = asked.closes_at.isoformat() if asked.closes_at else None
    return json.dumps([question, asked.options, asked.multiple, asked.secret, end])


def unpacked(text: str) -> tuple[str, Asked]:
    question, options, multiple, secret, end = json.loads(text)
    return question, Asked(tuple(options), multiple, secret, parse_datetime(end) if end else None)


# ---- as clients are told ---------------------------------------------------------------------------------------------


def told(mid: UUID, kept: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """From what `messaging/access/polls.py` reads. Of a secret one nothing is counted before its end, and where too few
    have voted nothing after it: `few`; nor where no key opens its box any more: `lost`."""
    ends_at = parse_datetime(kept["ends_at"]) if kept["ends_at"] else None
    closed = ends_at is not None and ends_at <= now
    found: dict[str, Any] = {
        "multiple": kept["multiple"],
        "secret": kept["secret"],
        "ends_at": _time(ends_at) if ends_at else None,
        "closed": closed,
        "version": kept["version"],
    }
    if kept["secret"]:
        return found | _secret(mid, kept, closed=closed)
    votes = kept["votes"] or []
    voted = len(votes)
    return found | {"options": _visible(kept["options"], votes), "voted": voted, "people": max(kept["people"], voted)}


def _visible(options: Sequence[str], votes: Sequence[Any]) -> list[dict[str, Any]]:
    """`count` is of all, `by` of those who are still somebody."""
    return [
        {
            "text": text,
            "count": sum(place in choices for _profile, choices in votes),
            "by": [profile for profile, choices in votes if profile is not None and place in choices],
        }
        for place, text in enumerate(options)
    ]


def _secret(mid: UUID, kept: Mapping[str, Any], *, closed: bool) -> dict[str, Any]:
    voted = kept["handed"]
    options: list[dict[str, Any]] = [{"text": text} for text in kept["options"]]
    shown: dict[str, Any] = {"options": options, "voted": voted, "people": max(kept["people"], voted)}
    if not closed:
        return shown
    if voted < FEWEST_BALLOTS:
        return shown | {"few": True}
    counts = ballot_box.read(mid, bytes.fromhex(kept["box"]))
    if counts is None:
        return shown | {"lost": True}
    for option, count in zip(options, counts, strict=True):
        option["count"] = count
    return shown


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
