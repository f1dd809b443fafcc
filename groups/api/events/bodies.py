"""What clients send about events. Days and times are those of the place: no zone of the reader's comes into it."""

import re
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from community.api.parsing import Choice, Flag, Id, Text, Whole, read_some
from groups.actions.attendance import Tick
from groups.actions.choices import ANSWER_LENGTH
from groups.actions.plans import MOST_PACES, SHORTEST_MINUTES
from groups.models import LONGEST_MINUTES, MOST_PLACES, TITLE_LENGTH, Event, Seen

MOST_TICKS = 300
_SCOPES = ["this", "onwards"]
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@extend_schema_field({"type": "string", "format": "date"})
class Day(serializers.DateField):
    """`2026-11-26`, and none of the other spellings of ISO 8601."""

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})
class Clock(serializers.Field):
    """`07:00`, on the wall of the place."""

    default_error_messages = {"invalid": _("A time looks like 07:00.")}

    def to_internal_value(self, value: Any) -> time:
        if not isinstance(value, str) or not _CLOCK.fullmatch(value):
            self.fail("invalid")
        return time.fromisoformat(value)


class Moment(serializers.DateTimeField):
    """A moment with its offset from UTC: without one it would be a guess."""

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")
        moment: datetime = super().to_internal_value(value)
        return moment

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")
        aware: datetime = super().enforce_timezone(value)
        return aware


class NewPace(serializers.Serializer):
    name = Text(most=40)
    cap = Whole(least=1, most=MOST_PLACES, required=False, allow_null=True)
    leader = Id(required=False, allow_null=True, help_text="The profile of a member.")


class Plan(serializers.Serializer):
    """What an event says. What is not sent stays as it is, or as it is usual."""

    title = Text(most=TITLE_LENGTH, required=False, allow_blank=False)
    about = Text(most=1000, multiline=True, required=False)
    area = Text(most=80, required=False, help_text="Open to the group.")
    point = Text(most=160, required=False, help_text="The exact meeting point: for who goes, from 24 h before.")
    question = Text(
        most=140, required=False, help_text="Answers are forgotten a week after, and when it becomes another."
    )
    day = Day(required=False)
    clock = Clock(required=False)
    zone = Text(most=64, required=False, help_text="An IANA name; the group's own where there is none.")
    minutes = Whole(least=SHORTEST_MINUTES, most=LONGEST_MINUTES, required=False)
    capacity = Whole(least=1, most=MOST_PLACES, required=False, allow_null=True, help_text="null: no limit.")
    paces = serializers.ListField(child=NewPace(), required=False, max_length=MOST_PACES)


class NewPlan(Plan):
    title = Text(most=TITLE_LENGTH)
    day = Day()
    clock = Clock()
    repeats = Choice(choices=Event.Repeats.choices, required=False)
    interval = Whole(least=1, most=12, required=False, help_text="Weeks or months from one to the next.")
    until = Day(required=False, allow_null=True, help_text="The last day that may have one.")
    lead = Id(required=False, help_text="The member who hosts; oneself where nobody is named.")
    cohosts = serializers.ListField(child=Id(), required=False, max_length=20)


class Scoped(serializers.Serializer):
    scope = Choice(
        choices=_SCOPES, required=False, help_text="`onwards`: this one, all after it and those still to be made."
    )


class PlanChange(Plan, Scoped):
    """Some of what an event says."""

    version = Text(
        most=64,
        required=False,
        help_text="Of the event as it was when this was typed: 409 `event_changed` if it is not.",
    )


class Cancelling(Scoped):
    reason = Text(most=140, required=False, help_text="Those coming read it.")


class Hosting(Scoped):
    profile = Id(help_text="A member of the group.")
    lead = Flag(required=False, default=False, help_text="They lead in the place of who does now.")


class Which(serializers.Serializer):
    when = Choice(choices=["upcoming", "past"], required=False, default="upcoming")


class Taking(serializers.Serializer):
    """What is said along with a yes. What is not sent stays as it was."""

    pace = Id(required=False, allow_null=True, help_text="Needed where there are any.")
    seen = Choice(choices=Seen.choices, required=False, help_text="Who sees that one goes; by name if nothing is said.")
    answer = Text(most=ANSWER_LENGTH, multiline=True, required=False, help_text="To the event's question.")
    sequence = Whole(
        least=0,
        most=2**31 - 1,
        required=False,
        help_text="Of the event as one saw it: 409 `event_changed` if time or place are others by now.",
    )


class Answering(Taking):
    state = Choice(choices=["going", "declined"])


class BeingRegular(serializers.Serializer):
    """What is not sent stays as it was."""

    pace = Text(most=40, required=False, help_text="By its name. Needed the first time, where there are any.")
    seen = Choice(choices=Seen.choices, required=False, help_text="By name if nothing was ever said.")


class OneTick(serializers.Serializer):
    profile = Id()
    there = Flag()
    at = Moment(help_text="When, by the clock of the device.")


class Arriving(serializers.Serializer):
    code = Text(most=120, allow_blank=False, help_text="Of the QR code: the part behind `/here/`.")


class Ticks(serializers.Serializer):
    ticks = serializers.ListField(child=OneTick(), max_length=MOST_TICKS)


def change_of(data: Any) -> dict[str, Any]:
    """What is to become other, with `scope`. Raises ValidationError when nothing is."""
    asked = read_some(PlanChange, data)
    if asked.keys() <= {"scope", "version"}:
        raise ValidationError({"": [_("Send at least one field to change.")]}, code="required")
    return asked


def ticks_of(given: list[dict[str, Any]]) -> list[Tick]:
    return [Tick(one["profile"], one["there"], one["at"]) for one in given]
