"""What the worker finds of this floor."""

from celery import shared_task
from django.utils import timezone

from community.retention import counted
from community.surface import Action, surface
from messaging import sealed
from messaging.actions import fading, held, tickets, unsent
from messaging.actions.media import forget_days
from messaging.media import keeping


@shared_task(name="messaging.forget_tickets")
@surface(Action.KEEP_HOUSE)
@counted
def forget_tickets() -> int:
    return tickets.discard_expired()


@shared_task(name="messaging.forget_cids")
@surface(Action.KEEP_HOUSE)
@counted
def forget_cids() -> int:
    return fading.forget_cids(timezone.now())


@shared_task(name="messaging.expire_direct")
@surface(Action.KEEP_HOUSE)
@counted
def expire_direct() -> int:
    return fading.expire_direct(timezone.now())


@shared_task(name="messaging.shred_sealed")
@surface(Action.KEEP_HOUSE)
@counted
def shred_sealed() -> int:
    return sealed.shred_due(timezone.now())


@shared_task(name="messaging.return_held")
@surface(Action.KEEP_HOUSE)
@counted
def return_held() -> int:
    return held.return_due(timezone.now())


@shared_task(name="messaging.forget_held")
@surface(Action.KEEP_HOUSE)
@counted
def forget_held() -> int:
    return held.forget(timezone.now())


@shared_task(name="messaging.sweep_media")
@surface(Action.KEEP_HOUSE)
@counted
def sweep_media() -> int:
    return keeping.sweep(timezone.now())


@shared_task(name="messaging.take_stray_media")
@surface(Action.KEEP_HOUSE)
@counted
def take_stray_media() -> int:
    return keeping.take_strays() + forget_days()


@shared_task(name="messaging.forget_drafts")
@surface(Action.KEEP_HOUSE)
@counted
def forget_drafts() -> int:
    return unsent.forget(timezone.now())
