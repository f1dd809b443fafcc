"""One's own answer to an occurrence, an offered place, the standing yes; and who else comes."""

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.parsing import read
from community.api.schema import says
from community.surface import Action, surface
from groups.access import load_occurrence
from groups.access.rsvps import moves_of, shown
from groups.actions import regulars, rsvps, waitlist
from groups.api.events import examples
from groups.api.events.bodies import Answering, BeingRegular, Taking
from groups.api.events.shapes import GoersShape, MovesShape, own_answer
from groups.models import Rsvp
from groups.serializers import AnswerShape, RegularShape


@surface(put=Action.ANSWER_EVENT, delete=Action.ANSWER_EVENT)
class OwnRsvp(ApiView):
    @says(
        "answerOccurrence",
        "Say `going` or `declined`. Going is `waitlisted` where no place is free: the answer says which",
        takes=Answering,
        gives=AnswerShape,
        sends={"state": "going", "pace": examples.PACE["id"], "seen": "name", "answer": "I bring a torch"},
        example=examples.ANSWER,
    )
    def put(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.ANSWER_EVENT)
        rsvps.answer(seat, **read(Answering, request.data))
        return Response(own_answer(self.person, group, occurrence))

    @says(
        "declineOccurrence",
        "The same as saying `declined`; one's place goes to who is next. Until the end, of a cancelled event too",
        status=204,
    )
    def delete(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        rsvps.answer(load_occurrence(self.person, group, occurrence, Action.ANSWER_EVENT), Rsvp.State.DECLINED)
        return Response(status=204)


@surface(post=Action.ANSWER_EVENT)
class OfferAcceptance(ApiView):
    @says(
        "acceptOffer",
        "Take the place that is held for one. 409 `offer_over` when there is none (any more)",
        takes=Taking,
        gives=AnswerShape,
        status=201,
        sends={"sequence": 0},
        example=examples.ANSWER,
    )
    @idempotent
    def post(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.ANSWER_EVENT)
        waitlist.accept(seat, **read(Taking, request.data))
        return Response(own_answer(self.person, group, occurrence), status=201)


@surface(post=Action.ANSWER_EVENT)
class OfferRefusal(ApiView):
    @says(
        "refuseOffer",
        "Pass the place on to who is next; that is a no to the event",
        gives=AnswerShape,
        status=201,
        example=examples.DECLINED,
    )
    @idempotent
    def post(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        waitlist.pass_on(load_occurrence(self.person, group, occurrence, Action.ANSWER_EVENT))
        return Response(own_answer(self.person, group, occurrence), status=201)


@surface(get=Action.SEE_EVENTS)
class Rsvps(ApiView):
    @says(
        "listGoing",
        "Who goes, those who said so first first: by name only who shows it to this reader",
        gives=GoersShape,
        example=examples.GOERS,
    )
    def get(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        who = shown(load_occurrence(self.person, group, occurrence, Action.SEE_EVENTS), timezone.now())
        return Response(GoersShape({"items": who.goers, "unnamed": who.unnamed, "counts": who.counts}).data)


@surface(get=Action.SEE_EVENTS)
class Moves(ApiView):
    @says(
        "listMoves",
        "Every move around the places, oldest first: for who waits or has waited, and for who hosts; 404 for others",
        gives=MovesShape,
        example={"items": [examples.MOVE]},
    )
    def get(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.SEE_EVENTS)
        return Response(MovesShape({"items": moves_of(seat)}).data)


@surface(put=Action.ANSWER_EVENT, delete=Action.ANSWER_EVENT)
class OwnRegular(ApiView):
    @says(
        "becomeRegular",
        "A standing yes to the series: down for each coming day that one has not answered. 409 `not_a_series`",
        takes=BeingRegular,
        gives=RegularShape,
        sends={"pace": "Easy", "seen": "name"},
        example=examples.REGULAR,
    )
    def put(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.ANSWER_EVENT)
        return Response(RegularShape(regulars.become_regular(seat, **read(BeingRegular, request.data))).data)

    @says("stopBeingRegular", "No standing yes any more; the day in the path stays as it is", status=204)
    def delete(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        regulars.stop_being_regular(load_occurrence(self.person, group, occurrence, Action.ANSWER_EVENT))
        return Response(status=204)
