"""One's own data for apps: taking it along, going for good. What hands out or takes away asks for a fresh sign-in."""

from __future__ import annotations

import base64
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.actions import proving
from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.schema import says
from community.api_auth import session_of
from community.surface import Action, surface
from moderation.actions import erasing, exporting

_EXPORT = {
    "id": "8f2d1a34-5b6c-4d7e-8f90-a1b2c3d4e5f6",
    "asked_at": "2026-11-26T10:00:00Z",
    "done": 31,
    "parts": 31,
    "ready_at": "2026-11-26T10:00:04Z",
    "expires_at": "2026-11-29T10:00:04Z",
    "size": 48213,
}
_ERASURE = {"asked_at": "2026-11-26T10:00:00Z", "due_at": "2026-12-03T10:00:00Z", "begun_at": None}
_TOKEN = "k3w0c9v5j1h7d2s8a4f6g0q1z9x8m5n3"  # noqa: S105 (an example)


class ExportShape(serializers.Serializer):
    id = serializers.UUIDField()
    asked_at = serializers.DateTimeField()
    done = serializers.IntegerField(help_text="Parts that are done, of `parts`; both 0 while it waits for its turn.")
    parts = serializers.IntegerField()
    ready_at = serializers.DateTimeField(allow_null=True, help_text="Null: not yet; look again.")
    expires_at = serializers.DateTimeField(allow_null=True, help_text="72 hours after `ready_at`.")
    size = serializers.IntegerField(help_text="Bytes of the ZIP.")


class ExportFileShape(serializers.Serializer):
    name = serializers.CharField()
    base64 = serializers.CharField(help_text="The ZIP: `data.json` and `index.html`.")


class ErasureShape(serializers.Serializer):
    asked_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="Seven days later; until then it can be taken back.")
    begun_at = serializers.DateTimeField(allow_null=True, help_text="Not null: there is no way back.")


class AskedShape(ErasureShape):
    receipt = serializers.CharField(
        help_text="An address that works without an account: the way back, later the receipt. Shown once, and mailed."
    )


@surface(Action.TAKE_OWN_DATA)
class Exports(ApiView):
    @says("listExports", "The export that is being made or waits to be fetched, if any", gives=ExportShape(many=True),
          example=_EXPORT)  # fmt: skip
    def get(self, request: Request) -> Response:
        export = exporting.open_of(self.person)
        return Response(ExportShape([export] if export else [], many=True).data)

    @says(
        "askForExport",
        "Have everything that is kept about one put into a file; one at a time, signed in within five minutes",
        takes=None,
        gives=ExportShape,
        status=201,
        example={**_EXPORT, "done": 0, "parts": 0, "ready_at": None, "expires_at": None, "size": 0},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        proving.demand_fresh(self.person, session_of(request))
        return Response(ExportShape(exporting.ask(self.person)).data, status=201)


@surface(Action.TAKE_OWN_DATA)
class ExportFile(ApiView):
    @says(
        "fetchExport",
        "The file, once: afterwards it is deleted; signed in within five minutes",
        takes=None,
        gives=ExportFileShape,
        example={"name": "snug-data.zip", "base64": "UEsDBBQAAAAIAA=="},
    )
    def post(self, request: Request, export: UUID) -> Response:
        proving.demand_fresh(self.person, session_of(request))
        packed = base64.b64encode(exporting.fetch(self.person, export)).decode()
        return Response({"name": "snug-data.zip", "base64": packed})


@surface(Action.ERASE_SELF)
class ErasureDoor(ApiView):
    @says("listErasures", "The erasure that one has asked for, if any", gives=ErasureShape(many=True),
          example=_ERASURE)  # fmt: skip
    def get(self, request: Request) -> Response:
        erasure = erasing.open_of(self.person)
        return Response(ErasureShape([erasure] if erasure else [], many=True).data)

    @says(
        "askForErasure",
        "Erase one's account in seven days; signed in within five minutes",
        takes=None,
        gives=AskedShape,
        status=201,
        example={**_ERASURE, "receipt": f"https://snug.example.org/erasure/{_TOKEN}/"},
    )
    @idempotent
    def post(self, request: Request) -> Response:
        proving.demand_fresh(self.person, session_of(request))
        erasure, token = erasing.ask(self.person)
        return Response({**ErasureShape(erasure).data, "receipt": erasing.url_of(token)}, status=201)

    @says("keepAccount", "Stay after all; nothing was deleted", status=204)
    def delete(self, request: Request) -> Response:
        erasure = erasing.open_of(self.person)
        if erasure is not None:
            erasing.keep(erasure)
        return Response(status=204)
