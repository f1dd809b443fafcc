"""The parts of the look that take an argument: icons, faces, crests, fields; no inline style anywhere.

Shapes tell who: people are circles, groups are arches, brands are squares.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from django import template
from django.forms import BoundField, CheckboxInput, Textarea
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from community import theming
from community.dates import date_format
from community.emblems import EMBLEMS
from community.lists import comma, listed
from community.models import Brand
from community.sizes import size_words

register = template.Library()
register.filter("listed", listed)
register.filter("size", size_words)
register.simple_tag(comma)


class Somebody(Protocol):
    """A profile, or what was read of one."""

    @property
    def pk(self) -> UUID: ...

    @property
    def name(self) -> str: ...


@cache
def _sprite() -> str:
    return static("community/icons/icons.svg")


@register.simple_tag
@cache  # the same few, a hundred times on a page
def icon(name: str, modifier: str = "") -> SafeString:
    """An icon of the sprite; `modifier` is one of `s`, `flip`, `end`, or several with a space between."""
    classes = " ".join(["icon", *(f"icon--{one}" for one in modifier.split())])
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', classes, _sprite(), name)


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word, at most two: what stands in a face without a photo."""
    words = [word for word in name.split() if any(letter.isalnum() for letter in word)] or name.split()
    picked = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(next((letter for letter in word if letter.isalnum()), word[0]).upper()[:1] for word in picked)


@register.filter
def tint(profile_id: object) -> str:
    """One of eight cloths, told by the last digit of the profile's id. The web client computes the same."""
    return f"h{int(str(profile_id)[-1], 16) % 8 + 1}"


@register.filter
def moment(at: datetime) -> str:
    """When something was said, as short as it can be: the time today, the weekday this week, else the date."""
    local, now = timezone.localtime(at), timezone.localtime()
    if local.date() == now.date():
        return date_format(local, "H:i")
    if now - local < timedelta(days=6):
        return date_format(local, "D")
    return date_format(local, "j M" if local.year == now.year else "M Y")


@register.simple_tag
def face(profile: Somebody, size: str = "") -> SafeString:
    """A person's circle; `size` is `s`, `m` or `l`."""
    return format_html(
        '<span class="face {}{}" aria-hidden="true">{}</span>',
        tint(profile.pk),
        f" face--{size}" if size else "",
        initials(profile.name),
    )


@register.simple_tag
def brand_face(brand: Brand, size: str = "") -> SafeString:
    """The brand's square: by shape, so that nobody takes it for a person (trust.md R8)."""
    if brand.logo_mark:
        address = reverse("brand_logo", args=[brand.pk, brand.logo_mark])
        sized = f" face--{size}" if size else ""
        return format_html('<img class="face face--brand{}" src="{}" alt="">', sized, address)
    return format_html(
        '<span class="face face--brand{}" aria-hidden="true" data-brand="{}">{}</span>',
        f" face--{size}" if size else "",
        brand_key(brand.colour),
        brand.name[:1].upper(),
    )


@register.simple_tag
def crest(emblem: str, size: str = "", *, quiet: bool = False) -> SafeString:
    """A group's arch: filled when something in it is unread, pale when it is quiet."""
    classes = "crest" + (f" crest--{size}" if size else "") + (" crest--soft" if quiet else "")
    return format_html(
        '<span class="{}" aria-hidden="true">{}</span>', classes, icon(emblem if emblem in EMBLEMS else "users")
    )


@register.filter
def brand_key(colour: str) -> str:
    """What `data-brand` carries for this colour; the default brand's for one that is none."""
    try:
        return theming.clean_hex(colour)[1:]
    except theming.ColourError:
        return theming.clean_hex(theming.DEFAULT_BRAND)[1:]


@register.simple_tag
def brand_stylesheet(colour: str) -> str:
    """Address of the small stylesheet that holds a brand's scale; it changes when the scale does."""
    key = brand_key(colour)
    return reverse("brand_stylesheet", args=[key, theming.stylesheet_version(key)])


@register.inclusion_tag("community/parts/field.html")
def field(bound: BoundField, placeholder: str = "", *, hide_label: bool = False) -> dict[str, Any]:
    """A field with its label, help and errors, tied together for those who cannot see them side by side."""
    classes = "input input--text" if isinstance(bound.field.widget, Textarea) else "input"
    attributes = {"placeholder": placeholder} if placeholder else {}
    return {
        "field": bound,
        "is_check": isinstance(bound.field.widget, CheckboxInput),
        "hide_label": hide_label,
        "widget": bound.as_widget(attrs={"class": classes, **attributes}),
        "check": bound.as_widget(),
    }


@register.inclusion_tag("community/parts/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """What is wrong with the whole form and no single field."""
    return {"errors": form.non_field_errors()}
