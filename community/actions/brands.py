"""Brands: made by operators, dressed by their managers."""

import hashlib

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from community import audit, theming
from community.actions import people
from community.errors import Invalid
from community.models import Brand, BrandLogo, GroupWord, Person
from community.pictures import square_png
from community.text import clean_text
from community.whole import whole

NAME_LENGTH = 40


@whole
def create(
    by: Person, *, name: str, data_contact: str, colour: str = theming.DEFAULT_BRAND, group_word: str = GroupWord.GROUP
) -> Brand:
    """A new brand with its data-protection contact. Raises `Invalid` or `TooLarge` (fields as named).

    Screening of the name (look-alikes, trust.md R8) is the caller's: it lives one floor up.
    """
    brand = Brand(slug=_free_slug(clean_text(name, most=NAME_LENGTH, field="name")))
    _dress(brand, name=name, data_contact=data_contact, colour=colour, group_word=group_word)
    audit.record("brand.created", actor=by, brand=brand, subject=brand.pk)
    return brand


@whole
def edit(by: Person, brand: Brand, *, name: str, data_contact: str, colour: str, group_word: str) -> Brand:
    """Face and words of a brand. Raises `Invalid` or `TooLarge` (fields as named)."""
    _dress(brand, name=name, data_contact=data_contact, colour=colour, group_word=group_word)
    audit.record("brand.edited", actor=by, brand=brand, subject=brand.pk)
    return brand


@whole
def set_logo(by: Person, brand: Brand, upload: bytes | None) -> Brand:
    """The square that stands for the brand, made anew from pixels; None takes it off. Raises `Invalid`, `TooLarge`."""
    png = square_png(upload, field="logo") if upload is not None else b""
    if png:
        BrandLogo.objects.update_or_create(brand=brand, defaults={"png": png})
    else:
        BrandLogo.objects.filter(brand=brand).delete()
    brand.logo_mark = hashlib.sha256(png).hexdigest()[:16] if png else ""
    brand.save(update_fields=["logo_mark"])
    audit.record("brand.edited", actor=by, brand=brand, subject=brand.pk, data={"what": "logo"})
    return brand


def _dress(brand: Brand, *, name: str, data_contact: str, colour: str, group_word: str) -> None:
    brand.name = clean_text(name, most=NAME_LENGTH, field="name")
    brand.data_contact = _contact(data_contact)
    if group_word not in GroupWord.values:
        raise Invalid(_("Choose one of the words."), field="group_word")
    brand.group_word = group_word
    try:
        brand.colour = theming.clean_hex(colour)
    except theming.ColourError:
        raise Invalid(_("A colour looks like #0e6b4f."), field="colour")
    try:
        with transaction.atomic():
            brand.save()
    except IntegrityError:
        raise Invalid(_("A brand of this name is here already."), field="name")


def _contact(value: str) -> str:
    try:
        return people.normal_address(value)
    except Invalid as error:
        raise Invalid(error.words, field="data_contact")


def _free_slug(name: str) -> str:
    """`stride`, or `stride-2` where that is taken; `brand` for names without a Latin letter."""
    stem = slugify(name)[:34] or "brand"
    taken = set(Brand.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
