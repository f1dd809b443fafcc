"""`report`: saying on the socket that something is wrong. The same act as on the pages and over REST (trust.md R30)."""

from __future__ import annotations

from django.utils import translation

from community import pool
from community.errors import SnugError
from community.models import Person
from messaging import serializers
from messaging.realtime.said import Report
from messaging.realtime.socket import Admission, Socket
from moderation.actions import reports


async def report(socket: Socket, command: Report) -> None:
    """Answers with the receipt, or with why not."""
    try:
        frame = await pool.run(_file, socket.who, command)
    except SnugError as refusal:
        socket.refuse(refusal, command.id)
    else:
        socket.push(serializers.encode(frame))


def _file(who: Admission, command: Report) -> serializers.Json:
    with translation.override(who.language):
        person = Person.objects.get(pk=who.person_id)
        made = reports.file(person, command.kind, command.subject, category=command.category, words=command.words)
    return {
        "op": "reported",
        "id": command.id,
        "report": made.pk,
        "receipt": made.receipt,
        "hear_by": serializers.time(reports.hear_by(made)),
    }
