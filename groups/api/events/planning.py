"""Events of a group and their days: listed, planned, changed, cancelled, on again."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.paging import page_of
from community.api.parsing import read
from community.api.schema import PAGED, page_shape, says
from community.surface import Action, surface
from groups.access import load_group, load_occurrence, occurrences_of
from groups.access.sights import coming_of, past_of, sights
from groups.actions import events
from groups.api.events import examples
from groups.api.events.bodies import Cancelling, NewPlan, PlanChange, Scoped, Which, change_of
from groups.api.events.shapes import AffectedListShape, ChangedPlanShape, PlannedShape, as_seen, look_anew
from groups.serializers import OccurrenceShape


@surface(get=Action.SEE_EVENTS, post=Action.PLAN_EVENT)
class Events(ApiView):
    @says(
        "listEvents",
        "What the group plans, the next one first; or what was, the latest first",
        gives=page_shape("OccurrencePage", OccurrenceShape),
        query=[*PAGED, Which],
        example={"items": [examples.OCCURRENCE], "next": None},
    )
    def get(self, request: Request, group: UUID) -> Response:
        place, now = load_group(self.person, group, Action.SEE_EVENTS), timezone.now()
        past = read(Which, request.query_params)["when"] == "past"
        rows = past_of(place, now) if past else coming_of(place, now)
        items, beyond = page_of(rows, request.query_params, by="starts_at", newest_first=past)
        return Response({"items": OccurrenceShape(sights(place, items, now), many=True).data, "next": beyond})

    @says(
        "planEvent",
        "Plan an event, or a series of them (captain)",
        takes=NewPlan,
        gives=PlannedShape,
        status=201,
        sends=examples.NEW_PLAN,
        example=examples.PLANNED,
    )
    @idempotent
    def post(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.PLAN_EVENT)
        event = events.create(place, **read(NewPlan, request.data))
        made = sights(place, list(occurrences_of(place).filter(event=event)), timezone.now())
        return Response(PlannedShape({"event": event.pk, "occurrences": made}).data, status=201)


@surface(get=Action.SEE_EVENTS, patch=Action.MANAGE_EVENT)
class OneOccurrence(ApiView):
    @says("getOccurrence", "An event on one day", gives=OccurrenceShape, example=examples.OCCURRENCE)
    def get(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        return Response(as_seen(load_occurrence(self.person, group, occurrence, Action.SEE_EVENTS)))

    @says(
        "changeOccurrence",
        "Change some of what it says, of this one or from here on (who hosts). Answers stay; those coming or waiting "
        "hear of another time or place",
        takes=PlanChange,
        gives=ChangedPlanShape,
        sends=examples.PLAN_CHANGE,
        example=examples.CHANGED,
    )
    def patch(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.MANAGE_EVENT)
        changed = events.change(seat, **change_of(request.data))
        now = as_seen(look_anew(self.person, group, occurrence))
        return Response({"occurrence": now, "changed": [str(one.pk) for one in changed]})


@surface(post=Action.MANAGE_EVENT)
class Preview(ApiView):
    @says(
        "previewChange",
        "What a change would do to each day that it affects, without doing it (who hosts)",
        takes=PlanChange,
        gives=AffectedListShape,
        sends=examples.PLAN_CHANGE,
        example={"items": [examples.AFFECTED]},
    )
    def post(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.MANAGE_EVENT)
        return Response(AffectedListShape({"items": events.preview(seat, **change_of(request.data))}).data)


@surface(post=Action.MANAGE_EVENT, delete=Action.MANAGE_EVENT)
class Cancellation(ApiView):
    @says(
        "cancelOccurrence",
        "It does not take place, or none from here on (who hosts). Who has answered keeps that and hears of it",
        takes=Cancelling,
        gives=ChangedPlanShape,
        status=201,
        sends={"scope": "this", "reason": "Storm warning for the whole evening."},
        example=examples.CANCELLED,
    )
    @idempotent
    def post(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.MANAGE_EVENT)
        cancelled = events.cancel(seat, **read(Cancelling, request.data))
        now = as_seen(look_anew(self.person, group, occurrence))
        return Response({"occurrence": now, "changed": [str(one.pk) for one in cancelled]}, status=201)

    @says(
        "reviveOccurrence",
        "It takes place after all, or this and all after it that are cancelled: the series goes on then (who hosts)",
        status=204,
        query=[Scoped],
    )
    def delete(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.MANAGE_EVENT)
        events.revive(seat, **read(Scoped, request.query_params))
        return Response(status=204)
