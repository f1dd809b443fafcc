"""What the worker finds of this floor."""

from celery import shared_task
from django.utils import timezone

from community.surface import Action, surface
from messaging import sealed
from messaging.actions import fading, held, tickets


@shared_task(name="messaging.forget_tickets")
@surface(Action.KEEP_HOUSE)
def forget_tickets() -> None:
    tickets.discard_expired()


@shared_task(name="messaging.forget_cids")
@surface(Action.KEEP_HOUSE)
def forget_cids() -> None:
    fading.forget_cids(timezone.now())


@shared_task(name="messaging.shred_sealed")
@surface(Action.KEEP_HOUSE)
def shred_sealed() -> None:
    sealed.shred_due(timezone.now())


@shared_task(name="messaging.return_held")
@surface(Action.KEEP_HOUSE)
def return_held() -> None:
    held.return_due(timezone.now())


@shared_task(name="messaging.forget_held")
@surface(Action.KEEP_HOUSE)
def forget_held() -> None:
    held.forget(timezone.now())
