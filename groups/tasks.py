"""Chores by the clock and work after the commit: load by id, call one action (architecture.md)."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from community.retention import counted
from community.surface import Action, surface
from groups import jobs
from groups.actions import (
    event_rooms,
    events,
    insights,
    joining,
    leaving,
    openings,
    restraint,
    retention,
    seats,
    series,
    waitlist,
)
from groups.models import Membership


@shared_task(name=jobs.FINISH_WORDS)
@surface(Action.KEEP_HOUSE)
def finish_words(membership_id: str) -> None:
    leaving.finish_words(UUID(membership_id))


@shared_task(name="groups.finish_all_words")
@surface(Action.KEEP_HOUSE)
def finish_all_words() -> None:
    """What a stopped worker or a missing broker left undone."""
    for pk in Membership.objects.exclude(words_due="").values_list("pk", flat=True):
        leaving.finish_words(pk)


@shared_task(name="groups.lapse_requests")
@surface(Action.KEEP_HOUSE)
@counted
def lapse_requests() -> int:
    return joining.lapse_old(timezone.now())


@shared_task(name="groups.end_seats")
@surface(Action.KEEP_HOUSE)
@counted
def end_seats() -> int:
    return seats.end_without_duty()


@shared_task(name="groups.tend_seats")
@surface(Action.KEEP_HOUSE)
@counted
def tend_seats() -> int:
    """Who has listened long enough may speak; whose time out is over listens again."""
    return seats.hear_out() + restraint.end_quiets() + restraint.forget_votes()


@shared_task(name="groups.open_charters")
@surface(Action.KEEP_HOUSE)
@counted
def open_charters() -> int:
    return openings.carry_out_due()


@shared_task(name="groups.let_words_go")
@surface(Action.KEEP_HOUSE)
@counted
def let_words_go() -> int:
    return retention.let_words_go(timezone.now())


@shared_task(name="groups.tend_waitlists")
@surface(Action.KEEP_HOUSE)
@counted
def tend_waitlists() -> int:
    return waitlist.lapse(timezone.now())


@shared_task(name="groups.make_occurrences")
@surface(Action.KEEP_HOUSE)
@counted
def make_occurrences() -> int:
    return series.make_ahead(timezone.now())


@shared_task(name="groups.close_event_rooms")
@surface(Action.KEEP_HOUSE)
@counted
def close_event_rooms() -> int:
    return event_rooms.close_rooms(timezone.now())


@shared_task(name="groups.forget_event_answers")
@surface(Action.KEEP_HOUSE)
@counted
def forget_event_answers() -> int:
    return events.forget_answers(timezone.now())


@shared_task(name="groups.release_insights")
@surface(Action.KEEP_HOUSE)
@counted
def release_insights() -> int:
    return insights.release_due(timezone.now())
