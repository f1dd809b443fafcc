"""What a client shows of one room: a page of history, kept up to date by the events of the log.

Give it `messages` of `GET /api/v1/rooms/<room>/messages`, then every event that SteadyClient tells, in order.
"""

from typing import Any

Message = dict[str, Any]
Event = dict[str, Any]


class Timeline:
    def __init__(self, messages: list[Message]) -> None:
        self.messages: dict[int, Message] = {one["seq"]: dict(one) for one in messages if not one["deleted"]}

    def shown(self) -> list[Message]:
        return [self.messages[seq] for seq in sorted(self.messages)]

    def take(self, event: Event) -> None:
        """Kinds that we do not know, `skip` among them, change nothing."""
        kind = event["kind"]
        if kind == "msg.new" and not event["deleted"]:
            self.messages[event["seq"]] = {"reactions": [], **event}
        elif kind == "msg.edit":
            self.edit(event)
        elif kind == "react":
            self.react(event)
        elif kind == "poll":
            self.poll(event)
        elif kind == "msg.del":
            self.messages.pop(event["of"], None)
        elif kind == "msg.gone":
            self.lose(event["from"], event["to"], event.get("profile"))
        elif kind == "member.update":
            self.rename(event["actor"])
        elif kind == "member.anon":
            self.forget(event["profile"])

    def edit(self, event: Event) -> None:
        """It carries the words as they stood when it was read: older ones than ours change nothing."""
        message = self.messages.get(event["of"])
        if event["deleted"]:
            self.messages.pop(event["of"], None)
        elif message is not None and event["version"] >= message["version"]:
            message |= {"body": event["body"], "version": event["version"], "hidden": event.get("hidden", False)}
            if event["actor"] is not None:  # else they went out of sight or came back
                message["edited_at"] = event["at"]

    def react(self, event: Event) -> None:
        """One person has an emoji on or off: saying it twice changes nothing."""
        message = self.messages.get(event["of"])
        if message is None or event["actor"] is None:
            return
        who, emoji = event["actor"]["id"], event["emoji"]
        found = next((one for one in message["reactions"] if one["emoji"] == emoji), None)
        if found is None:
            found = {"emoji": emoji, "by": []}
            message["reactions"].append(found)
        found["by"] = [one for one in found["by"] if one != who] + ([who] if event["on"] else [])
        message["reactions"] = [one for one in message["reactions"] if one["by"]]

    def poll(self, event: Event) -> None:
        """It stands in the event as it stood when that was read. When it ends, nothing comes: ask for it then."""
        message = self.messages.get(event["of"])
        if message is not None and event["poll"]["version"] >= message["poll"]["version"]:
            message["poll"] = event["poll"]

    def lose(self, first: int, last: int, profile: str | None) -> None:
        """Of everybody between the two, or of one person; theirs are also the reactions."""
        for seq, message in list(self.messages.items()):
            actor = message["actor"]
            theirs = profile is None or actor is None or actor["id"] == profile
            if first <= seq <= last and theirs:
                del self.messages[seq]
        if profile is not None:
            for message in self.messages.values():
                for one in message.get("reactions", []):
                    one["by"] = [who for who in one["by"] if who != profile]
                message["reactions"] = [one for one in message.get("reactions", []) if one["by"]]

    def rename(self, actor: dict[str, Any] | None) -> None:
        for message in self.messages.values():
            if actor is not None and message["actor"] is not None and message["actor"]["id"] == actor["id"]:
                message["actor"] = actor

    def forget(self, profile: str) -> None:
        for message in self.messages.values():
            if message["actor"] is not None and message["actor"]["id"] == profile:
                message["actor"] = None
