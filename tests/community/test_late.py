"""What comes late, because a clock, a worker or a provider was away, does not come in quiet hours (reminders.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from community.models import Dispatch, Person, Reach
from community.notifications import Due, outcomes, planning, sending, sleeping, tell
from community.notifications.channels.base import Outcome, Parcel
from community.notifications.channels.mail import MailCarrier
from tests.cast import Cast
from tests.community.bell import ALARM, BELL, QUIET_BELL, ring
from tests.community.doors import type_code
from tests.community.test_dispatch import states

pytestmark = pytest.mark.django_db
State = Dispatch.State
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def sleeps(person: Person, since: timedelta = HOUR, until: timedelta = 8 * HOUR) -> datetime:
    """Their quiet hours lie around this moment, whenever the test runs; when they end."""
    begin, end = ((timezone.now() + by).replace(second=0, microsecond=0) for by in (-since, until))
    Reach.objects.update_or_create(person=person, defaults={"quiet_from": begin.time(), "quiet_to": end.time()})
    return end


def told_before(cast: Cast, ago: timedelta = 2 * HOUR, kind: Any = BELL, **about: Any) -> None:
    """Planned so long ago, while she was awake, and not sent since."""
    tell(kind, [_useful(ring(cast.ana, cast.brand, timezone.now(), **about))])
    Dispatch.objects.update(due_at=Now() - ago, send_at=Now() - ago)


def test_what_is_planned_too_late_waits_for_the_morning_as_if_it_were_due_now(cast: Cast) -> None:
    end, now = sleeps(cast.ana), timezone.now()
    planning.write(BELL, [_useful(ring(cast.ana, cast.brand, now - 2 * HOUR))], now)
    assert Dispatch.objects.get(channel="mail").send_at == end


def test_a_worker_that_comes_back_at_night_wakes_nobody(cast: Cast) -> None:
    told_before(cast)
    end = sleeps(cast.ana)
    sending.send_due()
    assert states() == {"app": "sent", "mail": "pending"}
    row = Dispatch.objects.get(channel="mail")
    assert (row.send_at, row.claim_token, mail.outbox) == (end, None, [])
    row.send_at = timezone.now()
    row.save()
    Reach.objects.all().delete()
    sending.send_due()
    assert len(mail.outbox) == 1


def test_what_a_provider_did_not_take_before_the_night_is_not_tried_in_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(carrier: object, parcels: Sequence[Parcel], begin: object) -> Iterator[tuple[Dispatch, Outcome]]:
        return ((parcel.dispatch, Outcome.LATER) for parcel in parcels)

    tell(BELL, [_useful(ring(cast.ana, cast.brand, timezone.now()))])
    with monkeypatch.context() as patched:
        patched.setattr(MailCarrier, "carry", away)
        sending.send_due()
    end = sleeps(cast.ana, since=MINUTE)
    Dispatch.objects.filter(state="pending").update(send_at=Now())
    sending.send_due()
    assert (Dispatch.objects.get(channel="mail").send_at, mail.outbox) == (end, [])


def test_what_may_wait_is_in_the_summary_then(cast: Cast) -> None:
    told_before(cast, kind=QUIET_BELL)
    end = sleeps(cast.ana)
    sending.send_due()
    rows = Dispatch.objects.filter(channel="mail").order_by("kind").values_list("kind", "state")
    assert list(rows) == [("summary", "pending"), (QUIET_BELL.name, "cancelled")]
    assert Dispatch.objects.get(kind="summary").send_at == end


def test_what_would_be_over_in_the_morning_stays_in_the_inbox(cast: Cast) -> None:
    told_before(cast)
    sleeps(cast.ana)
    Dispatch.objects.update(useful_until=Now() + 7 * HOUR)
    sending.send_due()
    assert (states(), mail.outbox) == ({"app": "sent", "mail": "cancelled"}, [])


@pytest.mark.parametrize(
    ("kind", "ago", "since", "starts_in"),
    [
        pytest.param(BELL, 2 * MINUTE, MINUTE, None, id="a minute late only"),
        pytest.param(BELL, 2 * HOUR, HOUR, 4 * HOUR, id="it starts in the same quiet hours"),
        pytest.param(ALARM, 2 * HOUR, HOUR, None, id="it concerns safety"),
    ],
)
def test_some_go_all_the_same(
    cast: Cast, kind: Any, ago: timedelta, since: timedelta, starts_in: timedelta | None
) -> None:
    told_before(cast, ago, kind, starts_at=timezone.now() + starts_in if starts_in else None)
    sleeps(cast.ana, since=since)
    sending.send_due()
    assert len(mail.outbox) == 1


def test_a_mail_of_which_nobody_knows_is_not_forgotten_over_night(cast: Cast) -> None:
    """It is tried once more in the morning, and not twice."""
    told_before(cast)
    Dispatch.objects.filter(channel="mail").update(unsure=1)
    sleeps(cast.ana)
    sending.send_due()
    row = Dispatch.objects.get(channel="mail")
    assert (row.state, row.unsure) == ("pending", 1)
    Dispatch.objects.filter(pk=row.pk).update(
        state=State.SENDING, claim_token=cast.ana.pk, unsure=2, claimed_until=Now()
    )
    outcomes.reap()
    assert Dispatch.objects.get(pk=row.pk).state == State.UNKNOWN


def test_whoever_is_awake_goes_on_hearing_beside_who_sleeps(cast: Cast) -> None:
    told_before(cast)
    tell(BELL, [ring(cast.ben, cast.brand, timezone.now())])
    sleeps(cast.ana)
    sending.send_due()
    assert [letter.to for letter in mail.outbox] == [["ben@example.org"]]


@pytest.mark.django_db(transaction=True)  # the letter with the code leaves on commit
def test_what_waits_follows_the_zone_that_signing_in_makes_known(cast: Cast) -> None:
    end = sleeps(cast.ana)
    tell(BELL, [_useful(ring(cast.ana, cast.brand, timezone.now()))])
    assert Dispatch.objects.get(channel="mail").send_at == end
    type_code(Client(), cast.ana.email, time_zone="Etc/GMT+1")
    assert Dispatch.objects.get(channel="mail").send_at == end + HOUR


def test_while_all_are_awake_it_is_one_question_for_all(cast: Cast, django_assert_num_queries: Any) -> None:
    for person in (cast.ana, cast.ben, cast.cara):
        tell(BELL, [ring(person, cast.brand, timezone.now())])
    ids = list(Dispatch.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert sleeping.put_off(BELL, ids, uuid4()) == ids


def _useful(due: Due) -> Due:
    """For a day."""
    return replace(due, useful_until=due.due_at + 24 * HOUR)
