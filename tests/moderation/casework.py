"""Reporting and deciding, for tests about them: said by a member of the cast, through the same actions as the pages."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from community.models import Person, Role
from groups.models import Group, Invite, JoinRequest, Membership
from messaging.actions import messages
from messaging.models import Message, Room
from moderation.actions import decisions, reports
from moderation.actions.decisions import Ruling, Step
from moderation.models import Case, Decision, Report
from tests.cast import Cast

KIND, UNKIND = "message", "If you can't keep up, stay home."


def says(cast: Cast, person: Person, body: str = UNKIND, room: Room | None = None) -> Message:
    ack = messages.send(person, (room or cast.talk(cast.harbour)).pk, uuid.uuid4(), body)
    return Message.objects.get(pk=ack.mid)


def changes(person: Person, message: Message, body: str) -> None:
    messages.edit(person, message.room_id, message.pk, uuid.uuid4(), body)


def takes_back(cast: Cast, person: Person, message: Message) -> None:
    messages.delete(person, message.room_id, message.pk, uuid.uuid4())


def reports_(person: Person, message: Message, category: str = "unkind", words: str = "") -> Report:
    return reports.file(person, KIND, message.pk, category=category, words=words)


def decides(person: Person, case: Case, *steps: Step | str, reason: str = "Be kind to each other.") -> Decision:
    """On the case as it stands now."""
    taken = [Step(step) if isinstance(step, str) else step for step in steps]
    case.refresh_from_db()
    return decisions.decide(person, case.pk, version=case.version, ruling=Ruling(taken, reason if taken else ""))


def reviewer(cast: Cast, person: Person) -> Person:
    """Gives the duty of a reviewer for Stride."""
    Role.objects.create(person=person, kind=Role.Kind.REVIEWER, brand=cast.brand)
    return person


def let_in(cast: Cast, guest: Person, by: Person, group: Group | None = None) -> None:
    """Writes that `by` has let `guest` in."""
    group = group or cast.harbour
    held = Membership.objects.get(profile=cast.profile(guest, group))
    invite = Invite.objects.create(
        group=group,
        inviter=cast.profile(by, group),
        token_hash=uuid.uuid4().bytes * 2,
        uses_left=0,
        expires_at=timezone.now() + timedelta(days=1),
    )
    held.request = JoinRequest.objects.create(
        group=group,
        invite=invite,
        person=guest,
        name="Guest",
        charter=held.charter,
        state=JoinRequest.State.ADMITTED,
        decided_at=timezone.now(),
    )
    held.save(update_fields=["request"])


def now_in(case: Case) -> Case:
    case.refresh_from_db()
    return case
