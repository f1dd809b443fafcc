"""The person themselves: what the installation knows of them, and their settings."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.actions.people import settle
from community.api.base import ApiView
from community.api.parsing import Text, read_some
from community.api.schema import says
from community.serializers import AccountShape
from community.surface import Action, surface

_EXAMPLE = {
    "email": "ana@example.org",
    "language": "en",
    "time_zone": "Europe/Berlin",
    "profiles": [
        {
            "id": "5a1c7c1e-6f0e-4d5b-9a53-2f6c1f0e9b11",
            "group": "0d2f3f86-33c1-4f7a-8f3e-3a3a0a6f6f10",
            "name": "Ana",
            "bio": "Slow on hills",
        }
    ],
    "duties": [],
}


class Preferences(serializers.Serializer):
    language = Text(most=8, help_text="One of the languages of this installation, such as `en`.")
    time_zone = Text(most=64, help_text="An IANA name, such as `Europe/Berlin`.")


@surface(get=Action.SEE_SELF, patch=Action.EDIT_SELF)
class Me(ApiView):
    @says("getMe", "One's own account, with a profile per group", gives=AccountShape, example=_EXAMPLE)
    def get(self, request: Request) -> Response:
        return Response(AccountShape(self.person).data)

    @says(
        "changeMe",
        "Change language or time zone",
        takes=Preferences,
        gives=AccountShape,
        sends={"time_zone": "Europe/Berlin"},
        example=_EXAMPLE,
    )
    def patch(self, request: Request) -> Response:
        held = {"language": self.person.language, "time_zone": self.person.time_zone}
        return Response(AccountShape(settle(self.person, **held | read_some(Preferences, request.data))).data)
