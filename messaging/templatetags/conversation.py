"""What the conversation's templates need: words with safe links, marked words, the rows of the timeline."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from messaging.drawn import Timeline, actor_face
from messaging.links import linked
from messaging.turns import Row
from moderation.screening import sentence

register = template.Library()
register.filter("linked", linked)
register.filter("sentence", sentence)
register.simple_tag(actor_face)


@register.filter
def marked(body: str, spans: list[list[int]]) -> SafeString:
    """The words with what a rule objects to marked; spans (code points) may touch and overlap."""
    pieces: list[SafeString] = []
    done = 0
    for start, end in sorted(spans):
        start, end = max(start, done), min(end, len(body))
        if start < end:
            pieces.append(format_html("{}<mark>{}</mark>", body[done:start], body[start:end]))
            done = end
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, body[done:]]))


@register.simple_tag(takes_context=True)
def timeline(context: Context, rows: Iterable[Row]) -> SafeString:
    return Timeline(context).html(rows)
