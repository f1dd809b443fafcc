"""Answers on a page without JavaScript: the line above what answers another message, and what the field answers. In the
same words and the same markup as `static/messaging/quotes.js`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from community.errors import NotFound, Words
from community.surface import Action
from messaging import serializers
from messaging.access import Seat, load_message
from messaging.access.quotes import quoted

Wire = Mapping[str, Any]


class Answering(NamedTuple):
    """What the words in the field answer; of what is not to be shown there is no `quote`."""

    mid: UUID
    seq: int
    line: str
    quote: serializers.Json | None

    def told(self) -> serializers.Json:
        """For the web client."""
        return {"mid": str(self.mid), "seq": self.seq, "quote": self.quote}


def answer_words() -> dict[str, Words]:
    """By the names under which the web client asks for them."""
    return {
        "answer": _("Reply"),
        "answering": _("You reply to {name}:"),
        "answering_you": _("You reply to yourself:"),
        "answer_cancel": _("Do not reply to it"),
        "quote_of": _("In reply to {name}: {words}"),
        "quote_of_you": _("In reply to you: {words}"),
        "quote_gone": _("A message that is not shown"),
        "why_invalid_reply_to": _("The message you answer is no longer there. Send your words without it."),
        "send_without": _("Send it without"),
    }


def answers(item: Wire, self_id: str) -> SafeString:
    """The line above an answer: the way to what it answers, or that this is not shown."""
    if "reply_to" not in item:
        return SafeString()
    quote = item.get("quote")
    if quote is None:
        return format_html('<span class="quote quote--gone"><span>{}</span></span>', _("A message that is not shown"))
    name, seq = called(quote, self_id), item["reply_to"]["seq"]
    pattern = _("In reply to you: {words}") if _is_own(quote, self_id) else _("In reply to {name}: {words}")
    label = pattern.replace("{name}", name).replace("{words}", quote["body"])
    words = format_html("<span><b>{}</b> {}</span>", name, quote["body"])
    way = format_html('href="?at={0}#m{0}" data-quote="{0}" dir="auto" aria-label="{1}"', seq, label)
    return format_html('<a class="quote" {}>{}</a>', way, words)


def called(quote: Wire, self_id: str) -> str:
    by = quote["actor"]
    if by is None:
        return _("Former member")
    return _("You") if _is_own(quote, self_id) else str(by["name"])


def _is_own(quote: Wire, self_id: str) -> bool:
    return bool(quote["actor"]) and quote["actor"]["id"] == self_id


def answering(request: HttpRequest, seat: Seat, reply_to: UUID | None) -> Answering | None:
    """What the field answers: of words that came back, else as `?reply=<mid>` asks. A message that is not there is no
    reason for an error page."""
    try:
        mid = reply_to or UUID(request.GET.get("reply", ""))
        message = load_message(seat, mid, Action.READ_MESSAGES)
    except (ValueError, NotFound):
        return None
    found = quoted(seat, [mid]).get(mid)
    if found is None:
        return Answering(mid, message.seq, _("A message that is not shown"), None)
    quote = serializers.quote(found)
    me = str(seat.profile.pk)
    head = _("You reply to yourself:") if _is_own(quote, me) else _("You reply to {name}:")
    head = head.replace("{name}", called(quote, me))
    return Answering(mid, message.seq, f"{head} {quote['body']}", quote)
