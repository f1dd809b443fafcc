"""What is written beside the words of a message, on its photos and files. Each passed the gate when it was sent in;
here they are read together, as words that were said right before, so that nothing comes in pieces (trust.md R22)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from messaging.actions.commands import Command, Send
from messaging.models import Media
from moderation.screening import Verdict, screen
from moderation.screening.content import Content

Captions = Mapping[tuple[UUID, UUID], str]


def captions_of(commands: Sequence[Command]) -> Captions:
    """By person and photo or file, of what is the person's own: what others wrote must tell nothing. Commands that
    bring none ask nothing."""
    wanted = {one for command in commands if isinstance(command, Send) for one in command.media}
    if not wanted:
        return {}
    rows = Media.objects.filter(pk__in=wanted, message=None).values_list("actor__person", "pk", "alt", "name")
    return {(person, pk): alt or name for person, pk, alt, name in rows if person and (alt or name)}


def judged(command: Command, content: Content, captions: Captions) -> Verdict:
    """On the words of a command with what is written beside them; spans are of the words alone."""
    media = command.media if isinstance(command, Send) else ()
    # Once each: ten files of one name are no ten messages that say the same.
    beside = dict.fromkeys(captions[command.person_id, one] for one in media if (command.person_id, one) in captions)
    if not beside:
        return screen(content)
    before = (*content.before, *beside)
    if content.text:
        return screen(content._replace(before=before))
    return screen(content._replace(text=before[-1], before=before[:-1]))._replace(text="", spans=())
