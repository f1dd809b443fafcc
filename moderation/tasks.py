"""What the worker finds of this floor."""

from celery import shared_task
from django.utils import timezone

from community.surface import Action, surface
from moderation import evidence
from moderation.actions import cases


@shared_task(name="moderation.escalate")
@surface(Action.KEEP_HOUSE)
def escalate() -> None:
    cases.escalate(timezone.now())


@shared_task(name="moderation.shred_evidence")
@surface(Action.KEEP_HOUSE)
def shred_evidence() -> None:
    evidence.shred_due(timezone.now())
