"""What the timeline's templates need: words with safe links, and the face of an actor as the wire names it."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from community.templatetags.look import brand_key, initials, tint
from messaging.links import linked

register = template.Library()
register.filter("linked", linked)


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
