"""Sending photos as an app does."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from community.models import Person
from messaging.models import Room
from tests.cast import sign_in
from tests.messaging.hostile_media import picture


def app_of(person: Person) -> Client:
    return sign_in(Client(), person)


def upload(client: Client, room: Room, data: bytes | None = None, **more: Any) -> HttpResponse:
    """`name` and `alt`, or another `cid`, besides."""
    name = more.pop("name", "IMG_1234.JPG")
    file = SimpleUploadedFile(name, picture("PNG") if data is None else data)
    return client.post(f"/api/v1/rooms/{room.pk}/media", {"cid": str(uuid4()), "file": file, **more})


def uploaded(client: Client, room: Room, data: bytes | None = None, **more: Any) -> str:
    answer = upload(client, room, data, **more)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["media"]["id"])


def say(client: Client, room: Room, media: list[str], body: str = "", cid: UUID | None = None) -> HttpResponse:
    sent = {"cid": str(cid or uuid4()), "body": body, "media": media}
    return client.post(f"/api/v1/rooms/{room.pk}/messages", sent, "application/json")


def addresses(client: Client, room: Room, media: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/api/v1/rooms/{room.pk}/media", {"ids": ",".join(media)}).json()["items"]
    return found


def newest(client: Client, room: Room) -> dict[str, Any]:
    message: dict[str, Any] = client.get(f"/api/v1/rooms/{room.pk}/messages").json()["messages"][-1]
    return message
