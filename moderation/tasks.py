"""What the worker finds of this floor."""

from celery import shared_task
from django.utils import timezone

from community.surface import Action, surface
from moderation.actions import audits


@shared_task(name="moderation.check_audit")
@surface(Action.KEEP_HOUSE)
def check_audit() -> None:
    audits.check_daily(timezone.now())
