"""One socket in one room."""

from __future__ import annotations

import json
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from bench.tutorial.models import Member, Message


class Chat(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        self.room = int(self.scope["url_route"]["kwargs"]["room"])
        self.group = f"chat_{self.room}"
        self.user = self.scope["user"]
        if not await self.is_member():
            await self.close()
            return
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self.send(text_data=json.dumps({"type": "welcome"}))

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "group"):
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        said = json.loads(text_data or "{}")
        stored = await self.store(said["message"])
        if stored is None:
            await self.send(text_data=json.dumps({"type": "refused", "id": said["id"]}))
            return
        await self.send(text_data=json.dumps({"type": "ack", "id": said["id"], "message": stored}))
        event = {"type": "chat.message", "id": stored, "author": self.user.pk, "message": said["message"]}
        await self.channel_layer.group_send(self.group, event)

    async def chat_message(self, event: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps({**event, "type": "message", "room": self.room}))

    @database_sync_to_async
    def is_member(self) -> bool:
        return bool(self.user.is_authenticated and Member.objects.filter(room=self.room, user=self.user).exists())

    @database_sync_to_async
    def store(self, text: str) -> int | None:
        """The message's number once it is committed; None from somebody who is no member."""
        if not Member.objects.filter(room=self.room, user=self.user).exists():
            return None
        return Message.objects.create(room_id=self.room, author=self.user, text=text).pk
