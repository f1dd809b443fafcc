"""What people write about themselves, their group and each other: cleaned and screened before it is kept (R21)."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _

from community.actions.people import normal_address
from community.errors import Invalid
from community.models import NAME_LENGTH, Brand
from community.surface import Standing
from community.text import clean_text
from moderation.screening import Content, screen

Kind = Literal["name", "title", "bio", "note", "plan"]
_OF_MANY_LINES = ("note", "plan")


def checked(value: str, kind: Kind, brand: Brand, standing: Standing, *, field: str, most: int, need: bool) -> str:
    """The text as it may be stored. Raises `Invalid` on `field` for what screening does not let pass."""
    text = clean_text(value, most=most, field=field, required=need, multiline=kind in _OF_MANY_LINES)
    if not text:
        return ""
    verdict = screen(Content(kind=kind, text=text, standing=standing, brand_names=(brand.name,)))
    if verdict.action in ("block", "hold"):
        raise Invalid(_("This cannot stand here. Write it differently."), field=field, code=verdict.rule or "refused")
    return verdict.text


def person_name(value: str, brand: Brand, standing: Standing) -> str:
    return checked(value, "name", brand, standing, field="name", most=NAME_LENGTH, need=True)


def address(value: str, *, field: str, need: bool) -> str:
    """An e-mail address as it is stored, or "" where none is needed. Raises `Invalid` on `field`."""
    if not need and not value.strip():
        return ""
    try:
        return normal_address(value)
    except Invalid as error:
        raise Invalid(error.words, field=field)
