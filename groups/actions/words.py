"""What people write about themselves, their group and each other: cleaned and screened before it is kept (R21)."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _

from community.actions.people import normal_address
from community.errors import Invalid
from community.models import NAME_LENGTH, Brand
from community.surface import Standing
from community.text import clean_text
from community.zones import region_of
from groups.models import Group
from moderation.actions.rules import count_hits
from moderation.screening import Content, screen, sentence
from moderation.screening.book import rules_for

Kind = Literal["name", "title", "bio", "note", "plan"]
_OF_MANY_LINES = ("note", "plan")


def checked(
    value: str, kind: Kind, where: Group | Brand, standing: Standing, *, field: str, most: int, need: bool
) -> str:
    """The text as it may be stored. `where` it will stand: in a group, or all over a brand. Raises `Invalid` on `field`
    for what screening does not let pass."""
    text = clean_text(value, most=most, field=field, required=need, multiline=kind in _OF_MANY_LINES)
    if not text:
        return ""
    verdict = screen(_content(text, kind, where, standing))
    count_hits(verdict.hits)
    if verdict.action in ("block", "hold"):
        words = _("This cannot stand here. Write it differently. %(why)s") % {"why": sentence(verdict.rule)}
        raise Invalid(words, field=field, code=verdict.rule or "refused")
    if verdict.action == "nudge" and kind not in _OF_MANY_LINES:
        raise Invalid(sentence(verdict.rule), field=field, code=verdict.rule or "nudge")
    return verdict.text


def _content(text: str, kind: Kind, where: Group | Brand, standing: Standing) -> Content:
    if isinstance(where, Brand):
        rules = rules_for(where.pk, where.rules_version, None)
        return Content(kind, text, standing, (where.name,), rules=rules)
    brand = where.brand
    rules = rules_for(brand.pk, brand.rules_version, where.pk)
    return Content(kind, text, standing, (brand.name,), region=region_of(where.time_zone), rules=rules)


def person_name(value: str, where: Group | Brand, standing: Standing) -> str:
    return checked(value, "name", where, standing, field="name", most=NAME_LENGTH, need=True)


def address(value: str, *, field: str, need: bool) -> str:
    """An e-mail address as it is stored, or "" where none is needed. Raises `Invalid` on `field`."""
    if not need and not value.strip():
        return ""
    try:
        return normal_address(value)
    except Invalid as error:
        raise Invalid(error.words, field=field)
