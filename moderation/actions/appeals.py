"""Saying that a decision is wrong, and deciding about that (trust.md R37)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Conflict, NotFound
from community.models import Person
from community.text import clean_text
from community.whole import whole
from moderation import access, notifications
from moderation.actions.cases import note
from moderation.actions.decisions import lift, read
from moderation.actions.sanctions import clean_reason
from moderation.models import Appeal, CaseEntry, Sanction
from moderation.models.decisions import case_of
from moderation.ports import registry

APPEAL_LENGTH = 1000
ANSWERED_WITHIN = timedelta(days=7)  # trust.md R34, the longest of its deadlines


@whole
def file(person: Person, sanction_id: UUID, words: str) -> Appeal:
    """Asks somebody else to look again. Raises `NotFound` for decisions about others, `Conflict` `no_appeal` for a
    second one, after six months, and against what was taken back; `Invalid` on `words`."""
    words = clean_text(words, most=APPEAL_LENGTH, field="words", multiline=True)
    sanction = access.load_sanction(person, sanction_id)
    Sanction.objects.select_for_update(no_key=True).get(pk=sanction.pk)
    sanction = access.load_sanction(person, sanction_id)
    if not access.may_appeal(sanction):
        raise Conflict(_("There is no appeal against this, or you have made it."), code="no_appeal")
    appeal = Appeal.objects.create(sanction=sanction, words=words, deadline=timezone.now() + ANSWERED_WITHIN)
    read(sanction)  # who says what is wrong with it knows it
    case = case_of(sanction)
    if case is not None:
        note(case, CaseEntry.What.APPEALED)
    notifications.appeal_waits(appeal)
    return appeal


@whole
def answer(person: Person, appeal_id: UUID, *, overturned: bool, reason: str) -> Appeal:
    """Upholds the decision, or undoes it fully. Raises `NotFound` for who may not judge it, who decided first of all;
    `Conflict` when somebody else was faster or a removed person's place is taken; `Invalid` on `reason`."""
    reason = clean_reason(reason)
    bench = access.load_appeal(person, appeal_id)
    assert bench.appeal is not None
    sanction = bench.appeal.sanction
    place, case = bench.place, case_of(sanction)
    place.lock(sanction.profile)
    if case is not None:
        registry.find(case.kind, case.subject).lock()
    appeal = Appeal.objects.select_for_update(no_key=True).get(pk=appeal_id)
    if appeal.decided_at is not None:
        raise Conflict
    if access.bench_of_appeal(person, bench.appeal) is None:
        raise NotFound
    now = timezone.now()
    appeal.decided_by, appeal.decided_at, appeal.overturned, appeal.reason = person, now, overturned, reason
    appeal.save(update_fields=["decided_by", "decided_at", "overturned", "reason"])
    if overturned:
        lift(sanction, place, now)
    if case is not None:
        note(case, CaseEntry.What.ANSWERED, person)
    notifications.appeal_answered(appeal, sanction)
    audit.record(
        "appeal.decided",
        actor=person,
        brand=sanction.brand,
        subject=appeal.pk,
        data={"role": bench.role, "overturned": overturned},
    )
    return appeal
