"""What one allows each brand: the page of consents, in JSON."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.idempotency import idempotent
from community.api.parsing import Choice, Flag, Id, Token, read
from community.api.schema import says
from community.models import Person
from community.surface import Action, surface
from moderation.access import load_brand, sheets_of
from moderation.actions.consents import give, withdraw
from moderation.models import Purpose
from moderation.serializers import ConsentSheetShape

_HASH = "0b1e4f6f0d8f4d3f9c1d2b7a5e6c8d9fa0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5"
_BRAND = "0d2f3f86-33c1-4f7a-8f3e-3a3a0a6f6f10"
_SHEET = {
    "brand": {"id": _BRAND, "name": "Stride"},
    "purposes": [
        {
            "purpose": "news",
            "text": "Stride may send you its news. You can stop this at any time.",
            "text_hash": _HASH,
            "required": False,
            "given": True,
            "said_at": "2026-06-10T16:30:00Z",
            "surface": "join",
        }
    ],
}


class Saying(serializers.Serializer):
    brand = Id(help_text="One that `listConsents` names.")
    purpose = Choice(choices=Purpose.choices)
    given = Flag(help_text="Yes or no, from now on.")
    text_hash = Token(most=64, required=False, help_text="Of the text that was shown; needed for a yes.")


class SheetsShape(serializers.Serializer):
    items = ConsentSheetShape(many=True)


@surface(Action.CONSENT)
class Consents(ApiView):
    @says(
        "listConsents",
        "What one allows each brand, by purpose",
        gives=SheetsShape,
        example={"items": [_SHEET]},
    )
    def get(self, request: Request) -> Response:
        return Response({"items": ConsentSheetShape(sheets_of(self.person), many=True).data})

    @says(
        "sayConsent",
        "Say yes or no to a purpose of a brand. Refused with `text_changed` or `leave_instead`",
        takes=Saying,
        gives=ConsentSheetShape,
        status=201,
        sends={"brand": _BRAND, "purpose": "news", "given": False},
        example=_SHEET,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        asked = read(Saying, request.data)
        brand, purpose = load_brand(self.person, asked["brand"]), Purpose(asked["purpose"])
        if asked["given"]:
            give(self.person, brand, purpose, seen=asked.get("text_hash", ""), surface="api")
        else:
            withdraw(self.person, brand, purpose, surface="api")
        return Response(_sheet(self.person, brand.pk), status=201)


def _sheet(person: Person, brand: UUID) -> Any:
    return ConsentSheetShape(next(sheet for sheet in sheets_of(person) if sheet.brand.pk == brand)).data
