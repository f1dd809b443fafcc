"""The brand that owns groups: its face and its words, never a door into its members' rooms."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GroupWord(models.TextChoices):
    """What this brand calls a group; templates pick the whole translated word, never build one."""

    GROUP = "group", _("group")
    CREW = "crew", _("crew")
    CIRCLE = "circle", _("circle")
    CLUB = "club", _("club")


class Brand(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=40, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    colour = models.CharField(
        _("colour"),
        max_length=7,
        default="#0e6b4f",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("A colour looks like #0e6b4f."))],
    )
    logo_mark = models.CharField(max_length=16, blank=True, editable=False)  # hash of the logo; "" without one
    group_word = models.CharField(
        _("word for a group"), max_length=8, choices=GroupWord.choices, default=GroupWord.GROUP
    )
    data_contact = models.EmailField(_("data-protection contact"))
    # Counts the changes to what is looked for in words here; kept by a trigger on those rules.
    rules_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class BrandLogo(models.Model):
    """The logo's pixels, apart: brands are read on every page, their logos once a year by each browser."""

    brand = models.OneToOneField(Brand, models.CASCADE, primary_key=True, related_name="logo")
    png = models.BinaryField()  # a square of 256 pixels, made anew from pixels (trust.md R29)
