"""The page on which one looks for words, complete without JavaScript; the floor above says where it hangs and what the
rooms are called there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from community.errors import Invalid, RateLimited, SnugError, TooLarge
from messaging import searching, serializers
from messaging.access import Present
from messaging.access.search import TookTooLong
from messaging.bare import Span
from messaging.pages import reader_zone
from messaging.searching import Found, Match, Where
from messaging.turns import day_label

PAGE = 25
BEFORE, AFTER = 80, 240  # characters of a long message around what was found first
_SELECTED = mark_safe(" selected")
_FILTERS = ("room", "who", "since", "until")


@dataclass(frozen=True, slots=True)
class Door:
    """What a room is called, and where its conversation is; without an address it is found, but not led to."""

    name: str
    url: str | None = None


class Choosing(forms.Select):
    """At once: a group has up to 150 people, and Django asks a template for each of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        options = format_html_join(
            "",
            '<option value="{}"{} dir="auto">{}</option>',
            ((key, _SELECTED if str(key) == str(value or "") else "", label) for key, label in self.choices),
        )
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(attrs or {}), options)


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Words to look for"),
        help_text=_("Parts of words are found too. All of them must occur; “in quotes” they stand as you write them."),
        required=False,
        strip=False,
        widget=forms.TextInput(
            attrs={"type": "search", "dir": "auto", "autocomplete": "off", "enterkeyhint": "search", "maxlength": "200"}
        ),
    )
    room = forms.ChoiceField(label=_("Where"), required=False, widget=Choosing)
    who = forms.ChoiceField(label=_("By whom"), required=False, widget=Choosing)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, rooms: Mapping[UUID, Door], people: Iterable[Present]) -> None:
        super().__init__(data)
        self.fields["q"].validators = []  # judged where the search is, in its words
        self.fields["room"].choices = [("", _("All conversations")), *((str(pk), rooms[pk].name) for pk in rooms)]  # type: ignore[attr-defined]
        self.fields["who"].choices = [("", _("Everybody")), *((str(one.pk), one.name) for one in people)]  # type: ignore[attr-defined]

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in _FILTERS)

    def where(self, space: UUID, zone: tzinfo) -> Where:
        """Days are the reader's own, and the last one counts."""
        asked = self.cleaned_data
        until = asked["until"]
        return Where(
            space,
            UUID(asked["room"]) if asked["room"] else None,
            UUID(asked["who"]) if asked["who"] else None,
            _midnight(asked["since"], zone),
            _midnight(until + timedelta(days=1) if until and until < date.max else None, zone),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One message that was found, as the list shows it."""

    match: Match
    door: Door
    words: SafeString
    day: str
    at: datetime

    @property
    def actor(self) -> dict[str, Any] | None:
        hit = self.match.hit
        return serializers.actor(hit.actor_id, hit.person_id, hit.name, hit.voice)

    @property
    def time(self) -> str:
        """By the reader's clock; templates would turn it into the server's."""
        return f"{self.at:%H:%M}"

    @property
    def url(self) -> str | None:
        """To its place in the conversation."""
        seq = self.match.hit.seq
        return f"{self.door.url}?at={seq}#m{seq}" if self.door.url else None


def found(request: HttpRequest, form: SearchForm, space: UUID, rooms: Mapping[UUID, Door], zone: str) -> dict[str, Any]:
    """Context of `messaging/search.html`. A refusal stands beside the field it is about; nothing typed is lost."""
    clock = reader_zone(request, zone)
    context: dict[str, Any] = {"form": form, "asked": bool(request.GET.get("q", "").strip()), "rows": [], "older": None}
    if not context["asked"] or not form.is_valid():
        return context
    try:
        where = form.where(space, clock)
        page = searching.look(request.user, form.cleaned_data["q"], where, PAGE, request.GET.get("before"))  # type: ignore[arg-type]
    except (Invalid, TooLarge, RateLimited, TookTooLong) as refusal:
        _tell(form, refusal)
        return context | {"status": refusal.status}
    return context | {"rows": [_row(match, rooms, clock) for match in page.matches], "older": _older(request, page)}


def excerpt(body: str, spans: list[Span]) -> SafeString:
    """The words around what was found first, with all that was found there marked; never anything as markup."""
    first = spans[0][0] if spans else 0
    start = _word_edge(body, first - BEFORE) if first > BEFORE else 0
    end = min(len(body), max(first, 0) + AFTER)
    pieces: list[SafeString] = [format_html("{}", "… ")] if start else []
    done = start
    for begin, stop in spans:
        if begin >= end:
            break
        stop = min(stop, end)
        pieces.append(format_html("{}<mark>{}</mark>", body[done:begin], body[begin:stop]))
        done = stop
    tail = body[done:end] + (" …" if end < len(body) else "")
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, tail]))


def _word_edge(body: str, place: int) -> int:
    """Not in the middle of a word, where one begins near."""
    space = body.find(" ", place, place + 24)
    return place if space < 0 else space + 1


def _row(match: Match, rooms: Mapping[UUID, Door], zone: tzinfo) -> Row:
    hit = match.hit
    at = hit.at.astimezone(zone)
    door = rooms.get(hit.room_id) or Door(str(_("Conversation")))
    return Row(match, door, excerpt(hit.body, match.spans), day_label(at.date(), zone), at)


def _older(request: HttpRequest, page: Found) -> str | None:
    """Address of the next page: the same question, further back."""
    if page.next is None:
        return None
    asked = {name: request.GET[name] for name in ("q", *_FILTERS) if request.GET.get(name)}
    return "?" + urlencode(asked | {"before": page.next})


def _tell(form: SearchForm, refusal: SnugError) -> None:
    form.add_error("q", str(refusal.words))


def _midnight(day: date | None, zone: tzinfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None
