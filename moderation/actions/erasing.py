"""Going for good (trust.md R42): asked for, seven days to change one's mind, then step by step until nothing is left.

Every step can be stopped and run again, and two processes do not harm each other: what has begun goes on from the row,
`begun_at` is the point of no return. The receipt is a page at a secret address, which also has the way back while there
is one.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community import audit, mail
from community.actions import erasing as account
from community.errors import Conflict, NotFound, SnugError
from community.models import Person
from community.models import Role as Duty
from community.personal import all_tables
from community.personal.erasing import erasers
from community.tokens import new_token, token_hash
from community.whole import whole
from moderation import letters, notifications
from moderation.models import REGRET, Consent, Erasure
from moderation.owndata import ledger

log = logging.getLogger(__name__)


@whole
def ask(person: Person) -> tuple[Erasure, str]:
    """Begins the seven days; the erasure and the token of its page, known only now. A letter with the same link goes
    out. Raises `Conflict` `erasure_open` when it was asked before, `last_operator` for who alone runs the server."""
    now, token = timezone.now(), new_token()
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    _demand_other_operator(person)
    try:
        with transaction.atomic():
            asked = Erasure.objects.create(
                person=person, token_hash=token_hash(token), asked_at=now, due_at=now + REGRET
            )
    except IntegrityError:
        raise Conflict(_("You have asked for it already."), code="erasure_open")
    mail.post(person.email, letters.asked(url_of(token)), language=person.language)
    notifications.erasure_asked(person.pk, asked)
    audit.record("erasure.asked", actor=person, subject=asked.pk)
    return asked, token


@whole
def keep(erasure: Erasure) -> None:
    """They stay after all. Raises `Conflict` `erasure_begun` when it is too late; doing it twice is once."""
    now = timezone.now()
    locked = Erasure.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=erasure.pk)
    if locked.cancelled_at is not None:
        return
    if locked.begun_at is not None or locked.person is None:
        raise Conflict(_("It has begun, and cannot be taken back."), code="erasure_begun")
    Erasure.objects.filter(pk=locked.pk).update(cancelled_at=now)
    mail.post(locked.person.email, letters.kept(), language=locked.person.language)
    audit.record("erasure.cancelled", actor=locked.person, subject=locked.pk)


def open_of(person: Person) -> Erasure | None:
    return Erasure.objects.filter(person=person, cancelled_at=None, done_at=None).first()


def load(token: str) -> Erasure:
    """By the secret address, signed in or not. Raises `NotFound`."""
    found = Erasure.objects.filter(token_hash=token_hash(token)).first()
    if found is None:
        raise NotFound
    return found


def carry_out(erasure_id: UUID) -> bool:
    """What is due, from wherever it stopped; False when there was nothing to do. Raises `OSError` when the ledger
    cannot be written: then nothing has been taken yet."""
    person = _begin(erasure_id)
    if person is None:
        return False
    ledger.add(person.pk)
    for erase in erasers():
        erase(person)
    return _finish(erasure_id)


def tend(now: datetime) -> int:
    """Carries out all that is due; how many. One that cannot be finished now keeps nobody else waiting."""
    done = 0
    due = Erasure.objects.filter(cancelled_at=None, done_at=None, due_at__lte=now).exclude(person=None)
    for pk in due.order_by("due_at").values_list("pk", flat=True):
        try:
            done += carry_out(pk)
        except (SnugError, OSError, DatabaseError):
            log.exception("an erasure is left for the next time: %s", pk)
    return done


def replay() -> int:
    """After a backup was played back: erases again whoever was erased since it was made, and gives whoever was waiting
    seven days anew, because nobody knows whether they have changed their mind since. How many were erased."""
    now = timezone.now()
    gone = ledger.marks()
    again = [person for person in Person.objects.iterator() if ledger.holds(gone, person.pk)]
    for person in again:
        _begin_again(person, now)
    waiting = Erasure.objects.filter(cancelled_at=None, begun_at=None, replayed=False).exclude(person=None)
    for erasure in waiting:
        Erasure.objects.filter(pk=erasure.pk).update(due_at=now + REGRET)
        erasure.due_at = now + REGRET
        notifications.erasure_asked(erasure.person_id, erasure)
    return sum(carry_out(pk) for pk in _open(again))


def url_of(token: str) -> str:
    return f"{settings.SITE_URL}/erasure/{token}/"


@whole
def _begin(erasure_id: UUID) -> Person | None:
    """Who is to be erased: the account is closed and the point of no return is passed. None when it is not due, was
    taken back, or is done."""
    now = timezone.now()
    erasure = Erasure.objects.select_for_update(no_key=True).filter(pk=erasure_id, cancelled_at=None).first()
    if erasure is None or erasure.done_at is not None or erasure.person_id is None or erasure.due_at > now:
        return None
    person = Person.objects.select_for_update(no_key=True).get(pk=erasure.person_id)
    if erasure.begun_at is None:
        _demand_other_operator(person)
        # Of what one cannot take along the receipt is silent, too: that there is a case tells that somebody reported.
        counted = [table for table in all_tables() if table.given]
        went = {table.name: count for table in counted if (count := table.rows(person).count())}
        Erasure.objects.filter(pk=erasure_id).update(begun_at=now, went=went)
        account.close(person)
        audit.record("erasure.begun", actor=None, subject=erasure_id)
    return person


@whole
def _finish(erasure_id: UUID) -> bool:
    """The account itself. False when another process was faster."""
    erasure = Erasure.objects.select_for_update(no_key=True).filter(pk=erasure_id, done_at=None).first()
    if erasure is None or erasure.person_id is None:
        return False
    person = Person.objects.select_for_update().get(pk=erasure.person_id)  # nothing new can point to it from here on
    Consent.objects.filter(person=person).update(person=None)
    email, language = person.email, person.language
    account.finish(person)
    now = timezone.now()
    Erasure.objects.filter(pk=erasure_id).update(done_at=now)
    mail.post(email, letters.gone(), language=language)
    audit.record("erasure.done", actor=None, subject=erasure_id)
    return True


@whole
def _begin_again(person: Person, now: datetime) -> None:
    """An erasure of a restored copy: without a link, the receipt was given long ago."""
    waiting = Erasure.objects.filter(person=person, cancelled_at=None, done_at=None)
    if waiting.update(due_at=now, replayed=True) == 0:
        Erasure.objects.create(person=person, asked_at=now, due_at=now, replayed=True)


def _open(people: list[Person]) -> list[UUID]:
    waiting = Erasure.objects.filter(person__in=people, cancelled_at=None, done_at=None)
    return list(waiting.values_list("pk", flat=True))


def _demand_other_operator(person: Person) -> None:
    operators = Duty.objects.current().filter(kind=Duty.Kind.OPERATOR)
    mine = operators.filter(person=person).exists()
    if mine and not operators.exclude(person=person).exists():
        words = _("Nobody would be left to run this server. Name another operator first.")
        raise Conflict(words, code="last_operator")
