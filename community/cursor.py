"""The name of the last row that was given, so that the next page begins behind it: a moment and an id, which
say nothing that the row did not."""

from __future__ import annotations

import base64
import binascii
import uuid
from datetime import datetime

import orjson
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from community.errors import Invalid


def close(moment: datetime, last: uuid.UUID) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([moment.isoformat(), str(last)])).decode().rstrip("=")


def opened(cursor: str) -> tuple[datetime, uuid.UUID]:
    """Raises `Invalid` for what was not given by us."""
    try:
        text, last = orjson.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
        moment = parse_datetime(text)
        if moment is None or timezone.is_naive(moment):
            raise ValueError
        return moment, uuid.UUID(last)
    except (ValueError, TypeError, AttributeError, OverflowError, binascii.Error):
        raise Invalid(_("This cursor is not one of ours. Begin at the first page."), field="cursor")
