"""Photos and files: sent in before their message, described, taken away again, and seen by who may see them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.base import ApiView
from community.api.parsing import Id, Text, read
from community.api.schema import says
from community.errors import Invalid, TooLarge
from community.surface import Action, surface
from messaging.access import load_room
from messaging.access.media import FIRST, TYPES, addressed, addresses, load_bytes
from messaging.actions import media as acts
from messaging.api import shapes
from messaging.media.sizes import PHOTO_BYTES
from messaging.models import Media
from messaging.models.media import ALT_LENGTH

_ROUND_IT = 64 * 1024  # the other fields, and what stands between them
_NOTHING_ELSE = {"default-src": ["'none'"], "sandbox": [""], "frame-ancestors": ["'none'"]}


class Bounded(MultiPartParser):
    """Refuses what is too long before it is read."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        if int(parser_context["request"].META.get("CONTENT_LENGTH") or 0) > PHOTO_BYTES + _ROUND_IT:
            raise TooLarge(field="file")
        return super().parse(stream, media_type, parser_context)


class NewMedia(serializers.Serializer):
    cid = Id(help_text="Made once per upload and kept through retries: it makes at most one.")
    file = serializers.FileField(
        help_text="JPEG, PNG, WebP or GIF to 15 MB, of what moves the first picture; PDF to 10 MB."
    )
    alt = Text(most=ALT_LENGTH, required=False, help_text="What can be seen on a photo.")


class NewAlt(serializers.Serializer):
    alt = Text(most=ALT_LENGTH, allow_blank=True)


@surface(get=Action.READ_MESSAGES, post=Action.SEND_MESSAGE)
class RoomMedia(ApiView):
    parser_classes = [Bounded]

    @says(
        "listMedia",
        "Where one sees photos and files: addresses for this person alone, good for a quarter of an hour",
        gives=shapes.AddressesShape,
        query=[OpenApiParameter("ids", str, required=True, description=f"Up to {FIRST}, commas between.")],
        example={"items": [shapes.ADDRESSES]},
    )
    def get(self, request: Request, room: UUID) -> Response:
        seat = load_room(self.person, room, Action.READ_MESSAGES)
        return Response({"items": addresses(seat, _ids(request.query_params.get("ids", "")))})

    @says(
        "uploadMedia",
        "Send in a photo or PDF for a message to come: what is not sent within a day is gone. The `cid` is its "
        "idempotency key: 201 the first time, 200 when it was there before",
        takes={"multipart/form-data": NewMedia},
        gives=shapes.UploadedShape,
        status=201,
        more={200: shapes.UploadedShape},
        sends={"cid": shapes.CID, "file": "the bytes", "alt": "The crane in the rain"},
        example=shapes.UPLOADED,
    )
    def post(self, request: Request, room: UUID) -> Response:
        seat = load_room(self.person, room, Action.SEND_MESSAGE)
        sent = read(NewMedia, request.data)
        file: UploadedFile = sent["file"]
        upload = acts.Upload(sent["cid"], file.name or "", file.read(), sent.get("alt", ""))
        kept, again = acts.take_in(seat, upload)
        return Response(_uploaded(kept, self), status=200 if again else 201)


@surface(patch=Action.SEND_MESSAGE, delete=Action.SEND_MESSAGE)
class OneMedia(ApiView):
    """One's own, while it is not sent."""

    @says(
        "describeMedia",
        "Say what can be seen on a photo, for who cannot see it; while it is not sent",
        takes=NewAlt,
        gives=shapes.UploadedShape,
        sends={"alt": "Five people under the crane, in the rain"},
        example=shapes.UPLOADED,
    )
    def patch(self, request: Request, room: UUID, media: UUID) -> Response:
        seat = load_room(self.person, room, Action.SEND_MESSAGE)
        return Response(_uploaded(acts.describe(seat, media, read(NewAlt, request.data)["alt"]), self))

    @says("discardMedia", "Take away what is not to be sent after all", status=204)
    def delete(self, request: Request, room: UUID, media: UUID) -> Response:
        acts.discard(load_room(self.person, room, Action.SEND_MESSAGE), media)
        return Response(status=204)


class BytesView(ApiView):
    """Never kept by anybody on the way, never run: a PDF is saved, not shown."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)


def gives_bytes(operation: str, summary: str) -> Any:
    """How such a door is described."""
    examples = [
        OpenApiExample(kind, "the bytes", media_type=kind, response_only=True, status_codes=["200"])
        for kind in TYPES.values()
    ]
    answers = {(200, "image/webp"): bytes, (200, "application/pdf"): bytes}
    return extend_schema(operation_id=operation, summary=summary, responses=answers, examples=examples)


@surface(get=Action.READ_MESSAGES)
class MediaBytes(BytesView):
    """The addresses that `listMedia` gives."""

    @gives_bytes("getMedia", "A photo in one of its sizes, or a file")
    def get(self, request: Request, media: UUID, part: str, ticket: str) -> HttpResponse:
        return bytes_of(*load_bytes(self.person, media, part, ticket))


def bytes_of(row: Media, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type=TYPES[Media.Kind(row.kind)])
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response._csp_replace = _NOTHING_ELSE  # type: ignore[attr-defined]
    if row.kind == Media.Kind.FILE:
        response.headers["Content-Disposition"] = _saved_as(row.name)
    return response


def _saved_as(name: str) -> str:
    return f"attachment; filename=\"file.pdf\"; filename*=UTF-8''{quote(name, safe='')}"


def _ids(text: str) -> list[UUID]:
    try:
        return [UUID(one) for one in text.split(",")[:FIRST]]
    except ValueError:
        raise Invalid(field="ids")


def _uploaded(row: Media, view: ApiView) -> dict[str, Any]:
    return {"media": row.shape, "address": addressed(row.pk, row.kind, view.person)}
