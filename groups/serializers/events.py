"""An occurrence as one reader sees it, and what is answered to it. What is not for them is not left out here: it never
comes this far (`groups.access.sights`)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from groups.access.events import POINT_OPENS
from groups.access.rsvps import Counts, Goer, Line
from groups.access.sights import Sight
from groups.models import Attendance, Event, Host, Occurrence, PaceGroup, Regular, Rsvp, RsvpMove, Seen
from groups.serializers.groups import NamedShape

FACES = 6
State = Rsvp.State
# Holding a place for somebody is our business: to them they wait, and have been made an offer.
_SAID = {State.OFFERED: State.WAITLISTED}
ANSWERS = [one for one in State.choices if one[0] != State.OFFERED]
WHYS = [one for one in RsvpMove.Why.choices if one[0] not in RsvpMove.UNTOLD]


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})
class WallClock(serializers.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class CountsShape(serializers.Serializer):
    """`held`: places offered to who waits."""

    going = serializers.IntegerField()
    held = serializers.IntegerField()
    waiting = serializers.IntegerField()
    left = serializers.IntegerField(allow_null=True, help_text="null: there is no limit.")


class HostShape(serializers.ModelSerializer):
    profile = NamedShape()
    lead = serializers.BooleanField()

    class Meta:
        model = Host
        fields = ["profile", "lead"]


class PaceShape(serializers.ModelSerializer):
    leader = NamedShape(allow_null=True)
    counts = serializers.SerializerMethodField()

    class Meta:
        model = PaceGroup
        fields = ["id", "name", "cap", "leader", "counts"]

    @extend_schema_field(CountsShape)
    def get_counts(self, pace: PaceGroup) -> dict[str, Any]:
        counts: dict[Any, Counts] = self.context["counts"]
        return dict(CountsShape(counts[pace.pk]).data)


class LineShape(serializers.Serializer):
    """`place` 1 is next. `held`: places offered to others before, still unanswered."""

    place = serializers.IntegerField()
    waiting = serializers.IntegerField()
    held = serializers.IntegerField()


class OfferShape(serializers.Serializer):
    until = serializers.DateTimeField()


class AnswerShape(serializers.Serializer):
    """One's own answer. `waitlisted` with an `offer`: a place is held until then. `line`: for who waits without one."""

    state = serializers.SerializerMethodField()
    pace = serializers.UUIDField(source="pace_id", allow_null=True)
    seen = serializers.ChoiceField(choices=Seen.choices)
    answer = serializers.CharField(allow_blank=True)
    since = serializers.DateTimeField()
    offer = serializers.SerializerMethodField()
    line = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=ANSWERS))
    def get_state(self, rsvp: Rsvp) -> str:
        return str(_SAID.get(State(rsvp.state), rsvp.state))

    @extend_schema_field(OfferShape(allow_null=True))
    def get_offer(self, rsvp: Rsvp) -> dict[str, Any] | None:
        return dict(OfferShape({"until": rsvp.offer_until}).data) if rsvp.offer_until else None

    @extend_schema_field(LineShape(allow_null=True))
    def get_line(self, rsvp: Rsvp) -> dict[str, Any] | None:
        line: Line | None = self.context["line"]
        return dict(LineShape(line).data) if line else None


class RegularShape(serializers.ModelSerializer):
    """A standing yes to a series. `pace` by its name: each day has its own."""

    seen = serializers.ChoiceField(choices=Seen.choices)

    class Meta:
        model = Regular
        fields = ["pace", "seen", "since"]


class SeriesShape(serializers.ModelSerializer):
    repeats = serializers.ChoiceField(choices=Event.Repeats.choices)

    class Meta:
        model = Event
        fields = ["repeats", "interval", "until"]


class OccurrenceShape(serializers.Serializer):
    """An event on one day, as its reader sees it. `day`, `clock` and `zone` are the truth of its time, on the wall of
    the place; `starts_at` is what they mean."""

    id = serializers.UUIDField(source="occurrence.id")
    group = serializers.UUIDField(source="occurrence.group_id")
    event = serializers.UUIDField(source="occurrence.event_id", help_text="The same for all days of a series.")
    series = serializers.SerializerMethodField(help_text="null for what happens once.")
    title = serializers.CharField(source="occurrence.title")
    about = serializers.CharField(source="occurrence.about", allow_blank=True)
    area = serializers.CharField(source="occurrence.area", allow_blank=True)
    point = serializers.SerializerMethodField()
    point_opens_at = serializers.SerializerMethodField()
    day = serializers.DateField(source="occurrence.day")
    clock = WallClock(source="occurrence.clock")
    zone = serializers.CharField(source="occurrence.zone")
    minutes = serializers.IntegerField(source="occurrence.minutes")
    starts_at = serializers.DateTimeField(source="occurrence.starts_at")
    ends_at = serializers.DateTimeField(source="occurrence.ends_at")
    status = serializers.ChoiceField(source="occurrence.status", choices=Occurrence.Status.choices)
    reason = serializers.CharField(source="occurrence.reason", allow_blank=True, help_text="Why it is cancelled.")
    capacity = serializers.IntegerField(source="occurrence.capacity", allow_null=True)
    question = serializers.CharField(source="occurrence.question", allow_blank=True)
    counts = CountsShape(source="who.counts")
    open_to_all = serializers.BooleanField(
        source="who.open_to_all", help_text="No offers any more: a free place goes to who takes it first."
    )
    paces = serializers.SerializerMethodField()
    hosts = HostShape(many=True, help_text="Who leads comes first; without a lead, somebody is looked for.")
    faces = serializers.SerializerMethodField(help_text=f"The first {FACES} who go and show it to this reader.")
    mine = serializers.SerializerMethodField(help_text="null: not answered, or not asked.")
    regular = RegularShape(allow_null=True)
    is_host = serializers.BooleanField(source="seat.hosts", help_text="Whether the reader hosts this one.")
    room = serializers.UUIDField(allow_null=True, help_text="The event's conversation, for who is in it.")
    sequence = serializers.IntegerField(
        source="occurrence.sequence", help_text="Grows with each change that people must hear of."
    )
    changed_at = serializers.DateTimeField(source="occurrence.changed_at")
    version = serializers.CharField(
        source="occurrence.version",
        help_text="Another one after any change. Sent along with a change, nothing is lost.",
    )

    @extend_schema_field(SeriesShape(allow_null=True))
    def get_series(self, sight: Sight) -> dict[str, Any] | None:
        event = sight.occurrence.event
        return dict(SeriesShape(event).data) if event.repeats != Event.Repeats.NEVER else None

    def get_point(self, sight: Sight) -> str | None:
        """The exact meeting point; null while it is not for this reader, whether there is one or not."""
        return sight.occurrence.point if sight.seat.sees_point(sight.now) else None

    @extend_schema_field(serializers.DateTimeField(help_text="From when on who goes sees `point`."))
    def get_point_opens_at(self, sight: Sight) -> Any:
        return serializers.DateTimeField().to_representation(sight.occurrence.starts_at - POINT_OPENS)

    @extend_schema_field(PaceShape(many=True))
    def get_paces(self, sight: Sight) -> list[dict[str, Any]]:
        paces = [pace for pace, _ in sight.who.paces]
        counts = {pace.pk: counts for pace, counts in sight.who.paces}
        return [dict(one) for one in PaceShape(paces, many=True, context={"counts": counts}).data]

    @extend_schema_field(NamedShape(many=True))
    def get_faces(self, sight: Sight) -> list[dict[str, Any]]:
        return [{"id": str(one.profile_id), "name": one.name} for one in sight.who.goers[:FACES]]

    @extend_schema_field(AnswerShape(allow_null=True))
    def get_mine(self, sight: Sight) -> dict[str, Any] | None:
        mine = sight.seat.rsvp
        return dict(AnswerShape(mine, context={"line": sight.line}).data) if mine else None


class GoerShape(serializers.Serializer):
    """Somebody who goes. `answer` to the event's question is for who hosts and for themselves."""

    profile = serializers.SerializerMethodField()
    pace = serializers.CharField(allow_blank=True, help_text="By name; empty where there are none.")
    seen = serializers.SerializerMethodField()
    answer = serializers.CharField(allow_blank=True)

    @extend_schema_field(NamedShape)
    def get_profile(self, goer: Goer) -> dict[str, Any]:
        return {"id": str(goer.profile_id), "name": goer.name}

    @extend_schema_field(serializers.ChoiceField(choices=Seen.choices))
    def get_seen(self, goer: Goer) -> str:
        return goer.seen


class MoveShape(serializers.Serializer):
    """One move around the places. `name` is null for who does not show it to this reader."""

    at = serializers.DateTimeField()
    before = serializers.ChoiceField(choices=State.choices, allow_blank=True, help_text="Empty: had not answered.")
    after = serializers.ChoiceField(choices=State.choices)
    why = serializers.ChoiceField(choices=WHYS)
    name = serializers.SerializerMethodField()
    mine = serializers.BooleanField()

    def get_name(self, move: Any) -> str | None:
        return move.name or None


class AttendanceShape(serializers.ModelSerializer):
    """`ticked_at`: of the tick that counts, on the clock of the device that made it."""

    profile = NamedShape()

    class Meta:
        model = Attendance
        fields = ["profile", "there", "ticked_at"]
