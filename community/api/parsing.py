"""Reading what clients send: one JSON object of bounded size, and fields that take a value of their type or none.

Unknown fields are ignored, so that a client may be newer than the server.
"""

import uuid
from collections.abc import Mapping
from typing import Any

import orjson
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import BaseParser

from community.errors import Invalid, TooLarge
from community.text import clean_text

MOST_BYTES = 64 * 1024
MOST_DEPTH = 8
BIGGEST = 2**63 - 1  # what the database's bigint holds


class JsonObject(BaseParser):
    """One JSON object of at most 64 KiB. Raises `TooLarge` (413) or `Invalid` (400), lone surrogates included."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise TooLarge(_("That is more than one request may carry."))
        try:
            value = orjson.loads(raw) if raw.strip() else {}
        except orjson.JSONDecodeError:
            raise Invalid(_("This is not valid JSON."))
        if not isinstance(value, dict):
            raise Invalid(_("Send one JSON object."))
        if _deeper_than(value, MOST_DEPTH):
            raise Invalid(_("This JSON is nested too deeply."))
        return value


def _deeper_than(value: Any, most: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    if most == 0:
        return True
    inner = value.values() if isinstance(value, dict) else value
    return any(_deeper_than(item, most - 1) for item in inner)


class Text(serializers.CharField):
    """A user's text, through the one gate of `community.text`. `most` counts code points after NFC."""

    def __init__(self, *, most: int, multiline: bool = False, required: bool = True, **kwargs: Any) -> None:
        self.most, self.multiline = most, multiline
        self.empty_allowed = kwargs.pop("allow_blank", not required)
        # The length is published in the schema, but judged below: too long is `too_large`, on every surface.
        super().__init__(required=required, allow_blank=True, trim_whitespace=False, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str):
            return clean_text(
                data,
                most=self.most,
                field=self.field_name or "",
                multiline=self.multiline,
                required=not self.empty_allowed,
            )
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        self.fail("invalid")


class Token(serializers.CharField):
    """A secret or code as it was handed out: any text of bounded length; what is unknown matches nothing."""

    def __init__(self, *, most: int = 200, **kwargs: Any) -> None:
        super().__init__(max_length=most, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


class Whole(serializers.IntegerField):
    """A JSON integer; text and `true` are refused."""

    def __init__(self, *, least: int = 0, most: int = BIGGEST, **kwargs: Any) -> None:
        super().__init__(min_value=least, max_value=most, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class Flag(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Id(serializers.UUIDField):
    """A UUID in its usual text form."""

    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        value: uuid.UUID = super().to_internal_value(data)
        return value


class Choice(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):  # unhashable values would break the look-up
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


def read(serializer: type[serializers.Serializer], data: Any) -> dict[str, Any]:
    """The validated fields that were sent. Raises ValidationError, `Invalid` or `TooLarge`."""
    # As a form, an empty parameter would count as one that was not sent.
    reader = serializer(data=data.dict() if isinstance(data, QueryDict) else data)
    reader.is_valid(raise_exception=True)
    return dict(reader.validated_data)


def read_some(serializer: type[serializers.Serializer], data: Any) -> dict[str, Any]:
    """The same for a PATCH: any of the fields, at least one."""
    reader = serializer(data=data, partial=True)
    reader.is_valid(raise_exception=True)
    if not reader.validated_data:
        raise ValidationError({"": [_("Send at least one field to change.")]}, code="required")
    return dict(reader.validated_data)
