"""Asking to use somebody's words, and their answer (trust.md R6)."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Conflict
from community.surface import Action
from community.whole import whole
from groups.access import Place
from groups.access.reuse import load_ask, load_words
from groups.actions.locks import look_again
from groups.actions.words import checked
from groups.models import ReuseAnswer, ReuseAsk
from groups.models.reuse import PURPOSE_LENGTH
from groups.notifications import reuse as notifications
from moderation.actions.contact import WEEK
from moderation.models.contact import DEFAULT as MOST_A_WEEK


@whole
def ask(place: Place, mid: UUID, *, purpose: str) -> ReuseAsk:
    """The brand's seat asks a message's author whether the brand may use it, and says what for. Raises `NotFound` for
    what it cannot see, `Conflict` `asked_before`: whoever said no, or nothing, is not asked again; `asked_enough`: nor
    anybody more often than the brand may write to them (R15); `Forbidden` while it is to be quiet; `Invalid`."""
    place = look_again(place, Action.ASK_REUSE)
    message = load_words(place, mid)
    author = message.actor_id
    assert author is not None, "words of former members are not found"
    group, standing = place.group, place.standing
    words = checked(purpose, "note", group.brand, standing, field="purpose", most=PURPOSE_LENGTH, need=True)
    if ReuseAsk.objects.filter(item=message.pk).exists():
        raise Conflict(_("This was asked before. One question is all there is."), code="asked_before")
    of_late = ReuseAsk.objects.filter(author=author, asked_at__gt=timezone.now() - WEEK)
    if of_late.count() >= MOST_A_WEEK:
        raise Conflict(_("This person was asked twice within a week. Leave them some time."), code="asked_enough")
    made = ReuseAsk.objects.create(
        group=group,
        item=message.pk,
        version=message.version,
        author_id=author,
        asked_by=place.profile,
        purpose=words,
    )
    notifications.asked(made)
    audit.record("reuse.asked", actor=place.person, brand=group.brand, subject=made.pk)
    return made


@whole
def answer(place: Place, ask: ReuseAsk, *, given: bool) -> None:
    """The author says yes to this one use, or no, or takes a yes back: what they said last counts. Saying it again
    changes nothing. Raises `NotFound` for what is about another's words, `Conflict` `withdrawn` for a yes to a question
    that is out of sight."""
    place = look_again(place, Action.ANSWER_REUSE)
    found = load_ask(place, ask.pk)
    if found.given is given:  # type: ignore[attr-defined]
        return
    if given and found.hidden_at is not None:
        raise Conflict(_("This question was taken back after a report."), code="withdrawn")
    ReuseAnswer.objects.create(ask=found, by=place.profile, given=given)
    audit.record("reuse.granted" if given else "reuse.refused", actor=None, brand=place.group.brand, subject=found.pk)
