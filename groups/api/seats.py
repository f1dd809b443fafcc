"""The brand's visible seat in a group: listening first, speaking when the captain welcomes it (trust.md R11)."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.paging import page_of
from community.api.parsing import Choice, read
from community.api.schema import PAGED, page_shape, says
from community.surface import Action, surface
from groups.access import load_group, load_seat, seats_of
from groups.actions import seats
from groups.api import examples
from groups.models import BrandSeat
from groups.serializers import SeatShape

_MOVES = [one for one in BrandSeat.State.choices if one[0] in (BrandSeat.State.LISTENING, BrandSeat.State.SPEAKING)]


class SeatState(serializers.Serializer):
    state = Choice(choices=_MOVES)


@surface(get=Action.SEE_GROUP_CARD, post=Action.TAKE_SEAT)
class Seats(ApiView):
    @says(
        "listSeats",
        "The brand's people in this group",
        gives=page_shape("SeatPage", SeatShape),
        query=PAGED,
        example={"items": [examples.SEAT], "next": None},
    )
    def get(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.SEE_GROUP_CARD)
        items, beyond = page_of(seats_of(place), request.query_params, by="taken_at")
        return Response({"items": SeatShape(items, many=True).data, "next": beyond})

    @says(
        "takeSeat",
        "Take a seat for one's brand; it begins by knocking, and the captain answers",
        gives=SeatShape,
        status=201,
        example=examples.SEAT,
    )
    @idempotent
    def post(self, request: Request, group: UUID) -> Response:
        place = load_group(self.person, group, Action.TAKE_SEAT)
        return Response(SeatShape(seats.take(self.person, place.group)).data, status=201)


@surface(put=Action.SEAT_BRAND, delete=Action.TAKE_SEAT)
class OneSeat(ApiView):
    @says(
        "setSeat",
        "Let who knocks listen, welcome the brand to speak, or send it back to listening (captain)",
        takes=SeatState,
        gives=SeatShape,
        sends={"state": "speaking"},
        example={**examples.SEAT, "state": "speaking"},
    )
    def put(self, request: Request, group: UUID, seat: UUID) -> Response:
        place = load_group(self.person, group, Action.SEAT_BRAND)
        taken = load_seat(place, seat, Action.SEAT_BRAND)
        speaking = read(SeatState, request.data)["state"] == BrandSeat.State.SPEAKING
        listening = seats.let_in if taken.state == BrandSeat.State.KNOCKING else seats.send_back
        move = seats.welcome if speaking else listening
        move(place, taken)
        return Response(SeatShape(load_seat(place, seat, Action.SEAT_BRAND)).data)

    @says("giveUpSeat", "Give up one's own seat", status=204)
    def delete(self, request: Request, group: UUID, seat: UUID) -> Response:
        place = load_group(self.person, group, Action.TAKE_SEAT)
        seats.give_up(self.person, load_seat(place, seat, Action.TAKE_SEAT))
        return Response(status=204)
