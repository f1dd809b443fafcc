"""What the worker finds of this floor."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from community.retention import counted
from community.surface import Action, surface
from moderation import evidence
from moderation.actions import audits, cases, erasing, exporting, yearly


@shared_task(name="moderation.check_audit")
@surface(Action.KEEP_HOUSE)
def check_audit() -> None:
    audits.check_daily(timezone.now())


@shared_task(name=exporting.MAKE)
@surface(Action.KEEP_HOUSE)
def make_export(export_id: str) -> None:
    exporting.make(UUID(export_id))


@shared_task(name="moderation.tend_exports")
@surface(Action.KEEP_HOUSE)
@counted
def tend_exports() -> int:
    return exporting.tend(timezone.now())


@shared_task(name="moderation.carry_out_erasures")
@surface(Action.KEEP_HOUSE)
@counted
def carry_out_erasures() -> int:
    return erasing.tend(timezone.now())


@shared_task(name="moderation.escalate")
@surface(Action.KEEP_HOUSE)
@counted
def escalate() -> int:
    return cases.escalate(timezone.now())


@shared_task(name="moderation.shred_evidence")
@surface(Action.KEEP_HOUSE)
@counted
def shred_evidence() -> int:
    return evidence.shred_due(timezone.now())


@shared_task(name="moderation.release_years")
@surface(Action.KEEP_HOUSE)
@counted
def release_years() -> int:
    return yearly.release_due(timezone.now())
