"""Answers that are more than one thing, and how a seat becomes an answer."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers

from community.models import Person
from community.surface import Action
from groups.access import Seat, load_occurrence
from groups.access.rsvps import line_of
from groups.access.sights import sight
from groups.serializers import (
    AnswerShape,
    AttendanceShape,
    CountsShape,
    GoerShape,
    HostShape,
    MoveShape,
    OccurrenceShape,
)


class PlannedShape(serializers.Serializer):
    """A new event with its days: those of a series twelve weeks ahead."""

    event = serializers.UUIDField()
    occurrences = OccurrenceShape(many=True)


class ChangedPlanShape(serializers.Serializer):
    """The one that was named as it is now, and the ids of all that became other."""

    occurrence = OccurrenceShape()
    changed = serializers.ListField(child=serializers.UUIDField())


class AffectedShape(serializers.Serializer):
    """What a change would do to one day: the fields that become other, what people would hear, and how many."""

    occurrence = serializers.UUIDField(source="occurrence.id")
    day = serializers.DateField(source="occurrence.day", help_text="As it is now.")
    fields_changed = serializers.ListField(child=serializers.CharField(), source="fields")
    told = serializers.ListField(child=serializers.ChoiceField(choices=["time", "place"]))
    starts_at = serializers.DateTimeField(help_text="As it would be.")
    ends_at = serializers.DateTimeField(help_text="As it would be.")
    going = serializers.IntegerField()
    waitlisted = serializers.IntegerField()


class AffectedListShape(serializers.Serializer):
    items = AffectedShape(many=True)


class GoersShape(serializers.Serializer):
    """`unnamed`: how many go besides who are counted without their names."""

    items = GoerShape(many=True)
    unnamed = serializers.IntegerField()
    counts = CountsShape()


class HostsShape(serializers.Serializer):
    items = HostShape(many=True)


class MovesShape(serializers.Serializer):
    items = MoveShape(many=True)


class CodeShape(serializers.Serializer):
    code = serializers.CharField()
    link = serializers.URLField()
    until = serializers.DateTimeField()


class AttendanceListShape(serializers.Serializer):
    items = AttendanceShape(many=True)


def as_seen(seat: Seat) -> dict[str, Any]:
    return dict(OccurrenceShape(sight(seat, timezone.now())).data)


def look_anew(person: Person, group: UUID, occurrence: UUID) -> Seat:
    """After an action: as it stands now."""
    return load_occurrence(person, group, occurrence, Action.SEE_EVENTS)


def own_answer(person: Person, group: UUID, occurrence: UUID) -> dict[str, Any]:
    """One's own, as it stands after one has given it."""
    seat = look_anew(person, group, occurrence)
    return dict(AnswerShape(seat.rsvp, context={"line": line_of(seat)}).data)
