"""Answering events as people do, and what is known of it afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from community.models import Person
from community.surface import Action
from groups.access import Seat, load_occurrence
from groups.actions import rsvps
from groups.models import Occurrence, Rsvp, RsvpMove


def seat(person: Person, run: Occurrence, action: Action = Action.ANSWER_EVENT) -> Seat:
    return load_occurrence(person, run.group_id, run.pk, action)


def say(person: Person, run: Occurrence, state: str, **more: Any) -> Rsvp:
    return rsvps.answer(seat(person, run), state, **more)


def of(person: Person, run: Occurrence) -> Rsvp:
    return run.rsvps.get(profile__person=person)


def pace(run: Occurrence, name: str) -> UUID:
    return run.paces.get(name=name).pk


def states(run: Occurrence) -> dict[str, str]:
    return dict(run.rsvps.values_list("profile__name", "state"))


def log(run: Occurrence) -> list[tuple[str, str, str, str]]:
    """Who, before, after, why."""
    moves = RsvpMove.objects.filter(occurrence=run).order_by("pk")
    return list(moves.values_list("profile__name", "before", "after", "why"))
