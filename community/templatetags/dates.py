"""The filter `date` of every template, in the shape of the reader's language (community/dates.py)."""

from typing import Any

from django import template
from django.template.defaultfilters import date as written
from django.utils.translation import get_language

from community.dates import shaped

register = template.Library()


@register.filter(name="date", expects_localtime=True, is_safe=False)
def in_shape(value: Any, shape: str | None = None) -> str:
    return written(value, shape and shaped(shape, get_language()))
