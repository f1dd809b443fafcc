"""Check-in: what the hosts' devices have ticked, merged; the code by which members check themselves in."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.parsing import read
from community.api.schema import says
from community.surface import Action, surface
from groups.access import load_occurrence
from groups.access.sights import attendance_of
from groups.actions import arriving, attendance
from groups.api.events import examples
from groups.api.events.bodies import Arriving, Ticks, ticks_of
from groups.api.events.shapes import AttendanceListShape, CodeShape
from groups.serializers import AttendanceShape


@surface(get=Action.MANAGE_EVENT, put=Action.MANAGE_EVENT)
class CheckIn(ApiView):
    @says(
        "listAttendance",
        "Who was ticked, by name (who hosts)",
        gives=AttendanceListShape,
        example={"items": [examples.ATTENDANCE]},
    )
    def get(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.MANAGE_EVENT)
        return Response(AttendanceListShape({"items": attendance_of(seat)}).data)

    @says(
        "tickAttendance",
        "Merge what a device has ticked, in any order and as often as it likes: for each person the latest tick counts "
        "(who hosts). 409 `check_in_closed` outside of an hour before the start until 48 hours after the end",
        takes=Ticks,
        gives=AttendanceListShape,
        sends={"ticks": [{"profile": examples.ANA["id"], "there": True, "at": "2026-12-03T06:05:00Z"}]},
        example={"items": [examples.ATTENDANCE]},
    )
    def put(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.MANAGE_EVENT)
        ticked = attendance.tick(seat, ticks_of(read(Ticks, request.data)["ticks"]))
        return Response(AttendanceListShape({"items": ticked}).data)


@surface(post=Action.MANAGE_EVENT)
class CheckInCodes(ApiView):
    @says(
        "makeCheckInCode",
        "What to show as a QR code: `link` opens the web page, `code` is for `checkIn` (who hosts). Good for this "
        "event only, until `until`. 409 `check_in_closed` as for ticks",
        gives=CodeShape,
        status=201,
        example=examples.CHECK_IN_CODE,
    )
    @idempotent
    def post(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat, now = load_occurrence(self.person, group, occurrence, Action.MANAGE_EVENT), timezone.now()
        attendance.demand_check_in(seat.occurrence, now)
        code = arriving.code_for(seat.occurrence)
        link = reverse("groups:here", args=[seat.place.group.slug, occurrence, code])
        said = {"code": code, "link": request.build_absolute_uri(link), "until": now + arriving.CODE_LASTS}
        return Response(CodeShape(said).data, status=201)


@surface(put=Action.ANSWER_EVENT)
class OwnAttendance(ApiView):
    @says(
        "checkIn",
        "Check oneself in by the code that the host shows. 409 `check_in_code_over` when it does not count (any more)",
        takes=Arriving,
        gives=AttendanceShape,
        sends={"code": examples.CHECK_IN_CODE["code"]},
        example=examples.ATTENDANCE,
    )
    def put(self, request: Request, group: UUID, occurrence: UUID) -> Response:
        seat = load_occurrence(self.person, group, occurrence, Action.ANSWER_EVENT)
        return Response(AttendanceShape(arriving.arrive(seat, **read(Arriving, request.data))).data)
