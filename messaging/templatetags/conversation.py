"""What the timeline's templates need: words with safe links, and the face of an actor as the wire names it."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from community.templatetags.look import brand_key, initials, tint
from messaging.links import linked
from moderation.screening import sentence

register = template.Library()
register.filter("linked", linked)
register.filter("sentence", sentence)


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


@register.simple_tag
def actor_face(actor: dict[str, Any] | None, brand: Any) -> SafeString:
    """A circle for a person, the brand's square for its people, a dash for somebody who is no longer known."""
    if actor is None:
        return format_html('<span class="face face--more" aria-hidden="true">{}</span>', "–")
    if actor["badge"] == "brand":
        return format_html(
            '<span class="face face--brand" aria-hidden="true" data-brand="{}">{}</span>',
            brand_key(brand.colour),
            brand.name[:1].upper(),
        )
    return format_html('<span class="face {}" aria-hidden="true">{}</span>', tint(actor["id"]), initials(actor["name"]))
