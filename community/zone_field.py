"""A time zone to choose in a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from community.zones import zones


class _Zones(forms.Select):
    """Hundreds of options: Django would render a template for each of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = ((zone, " selected" if zone == value else "") for zone in zones())
        options = format_html_join("\n", '<option value="{0}"{1}>{0}</option>', chosen)
        return format_html("<select{}>{}</select>", flatatt(self.build_attrs(attrs or {}, {"name": name})), options)


class ZoneField(forms.ChoiceField):
    widget = _Zones

    def __init__(self, **more: Any) -> None:
        super().__init__(choices=[(zone, zone) for zone in zones()], **more)
