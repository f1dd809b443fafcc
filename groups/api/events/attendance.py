"""Check-in: what the hosts' devices have ticked, merged."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import read
from community.api.schema import says
from community.surface import Action, surface
from groups.access import load_occurrence
from groups.access.sights import attendance_of
from groups.actions import attendance
from groups.api.events import examples
from groups.api.events.bodies import Ticks, ticks_of
from groups.api.events.shapes import AttendanceListShape


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
