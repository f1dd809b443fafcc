"""How the person may be reached: every switch, quiet hours, reminders, the digest."""

import re
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.actions import reach
from community.api.base import ApiView
from community.api.parsing import Choice, Flag, Whole, read_some
from community.api.schema import says
from community.models import Channel, Person, Preference
from community.notifications import all_kinds
from community.surface import Action, surface

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_EXAMPLE = {
    "kinds": [
        {
            "kind": "event.reminder",
            "label": "Reminders of what you go to",
            "section": "Events",
            "can_switch": True,
            "modes": {"app": "on", "push": "on", "mail": "fallback"},
        }
    ],
    "quiet_hours": {"from": "22:00", "to": "07:00"},
    "leads": [1440, 120],
    "digest": False,
}


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})
class Clock(serializers.Field):
    """A time on the person's own wall: `22:00`."""

    default_error_messages = {"invalid": _("A time looks like 07:00.")}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or not _CLOCK.fullmatch(data):
            self.fail("invalid")
        return data


class Modes(serializers.Serializer):
    app = Choice(choices=Preference.Mode.choices, required=False)
    push = Choice(choices=Preference.Mode.choices, required=False)
    mail = Choice(choices=Preference.Mode.choices, required=False)


class KindShape(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    section = serializers.CharField()
    can_switch = serializers.BooleanField(help_text="False for what concerns safety: it always comes.")
    modes = Modes(help_text="Of the ways by which it can come. `fallback`: only when no push reaches the person.")


class QuietHours(serializers.Serializer):
    def get_fields(self) -> dict[str, Any]:
        return {"from": Clock(), "to": Clock()}  # `from` is no name in Python

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Both, also in a change of some things: half a stretch is none, and none at all is `null`."""
        missing = {name: [self.error_messages["required"]] for name in ("from", "to") if name not in attrs}
        if missing:
            raise serializers.ValidationError(missing, code="required")
        return attrs


class ReachShape(serializers.Serializer):
    kinds = KindShape(many=True)
    quiet_hours = QuietHours(allow_null=True)
    leads = serializers.ListField(
        child=Whole(least=1, most=reach.LONGEST_LEAD), max_length=reach.MOST_LEADS, help_text="Minutes before a start."
    )
    digest = Flag()


class Wishes(serializers.Serializer):
    modes = serializers.DictField(
        child=Modes(), required=False, help_text="By kind; kinds and ways that are not sent stay as they are."
    )
    quiet_hours = QuietHours(allow_null=True, required=False, help_text="At most fourteen hours; null: none.")
    leads = serializers.ListField(
        child=Whole(least=1, most=reach.LONGEST_LEAD),
        max_length=reach.MOST_LEADS,
        required=False,
        help_text="Minutes before a start; whole days are days of the calendar.",
    )
    digest = Flag(required=False)


@surface(get=Action.SET_REACH, patch=Action.SET_REACH)
class Notifications(ApiView):
    @says("getNotifications", "How one is reached", gives=ReachShape, example=_EXAMPLE)
    def get(self, request: Request) -> Response:
        return Response(_reach(self.person))

    @says(
        "changeNotifications",
        "Change switches, quiet hours, reminders or the digest: all of it, or none",
        takes=Wishes,
        gives=ReachShape,
        sends={"modes": {"event.reminder": {"mail": "off"}}, "quiet_hours": {"from": "22:30", "to": "07:00"}},
        example=_EXAMPLE,
    )
    def patch(self, request: Request) -> Response:
        wishes = read_some(Wishes, request.data)
        modes = _switches(wishes.pop("modes", {}))
        reach.keep(self.person, modes, **_fields(wishes))
        return Response(_reach(self.person))


def _switches(sent: dict[str, Any]) -> dict[reach.Switch, str]:
    return {(kind, channel): mode for kind, modes in sent.items() for channel, mode in modes.items()}


def _fields(wishes: dict[str, Any]) -> dict[str, Any]:
    """As `reach.set_reach` has them, where the same time twice means no quiet hours."""
    if "quiet_hours" not in wishes:
        return wishes
    quiet = wishes.pop("quiet_hours") or {"from": "00:00", "to": "00:00"}
    return {**wishes, **{f"quiet_{end}": time.fromisoformat(quiet[end]) for end in ("from", "to")}}


def _reach(person: Person) -> dict[str, Any]:
    held, modes = reach.reach_of(person), reach.modes_of(person)
    quiet = {"from": f"{held.quiet_from:%H:%M}", "to": f"{held.quiet_to:%H:%M}"}
    return {
        "kinds": [
            {
                "kind": kind.name,
                "label": str(kind.label),
                "section": str(kind.section),
                "can_switch": kind.can_switch,
                "modes": {str(way): modes[kind.name, way] for way in Channel if way in kind.channels},
            }
            for kind in all_kinds()
            if not kind.opt_in
        ],
        "quiet_hours": quiet if held.quiet_from != held.quiet_to else None,
        "leads": held.leads,
        "digest": held.digest,
    }
