"""Rows, not tasks: planned once, asked again at sending, and exactly one of each takes effect (reminders.md)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.db.models.functions import Now

from community.models import Channel, Dispatch, Preference, Tick
from community.notifications import Due, clock, inbox, kinds, letting_go, outcomes, sending, tell, ticks
from community.notifications.channels.base import Parcel
from tests.cast import Cast
from tests.community.bell import ALARM, BELL, give_device, ring

pytestmark = pytest.mark.django_db
State = Dispatch.State


def states(**about: object) -> dict[str, str]:
    return dict(Dispatch.objects.filter(**about).values_list("channel", "state"))


def test_what_is_told_stands_in_the_inbox_and_goes_by_mail_where_no_push_can_reach(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    sending.send_due()
    assert states(person=cast.ana) == {"app": "sent", "mail": "sent"}
    (letter,) = mail.outbox
    assert letter.to == ["ana@example.org"]
    assert letter.extra_headers["Message-ID"] == f"<{Dispatch.objects.get(channel='mail').pk}@localhost>"
    (item,) = inbox.page(cast.ana)
    assert item.said.title == "It rings"
    assert item.unread


def test_telling_the_same_twice_is_one_row_for_each_channel(cast: Cast) -> None:
    now = clock.now()
    assert tell(BELL, [ring(cast.ana, cast.brand, now), ring(cast.ana, cast.brand, now)]) == 2
    assert tell(BELL, [ring(cast.ana, cast.brand, now)]) == 0
    sending.send_due()
    assert tell(BELL, [ring(cast.ana, cast.brand, now)]) == 0
    sending.send_due()
    assert len(mail.outbox) == 1


def test_what_is_not_true_any_more_is_not_sent(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now()), ring(cast.ben, cast.other_brand, clock.now())])
    Dispatch.objects.filter(person=cast.ben).update(subject=cast.ben.pk)  # a brand that does not exist
    done = sending.send_due()
    assert done == {"sent": 2, "cancelled": 2}
    assert [letter.to for letter in mail.outbox] == [["ana@example.org"]]


def test_what_is_true_again_stands_again_and_is_sent_once(cast: Cast) -> None:
    now = clock.now()
    tell(BELL, [ring(cast.ana, cast.brand, now)])
    Dispatch.objects.update(state=State.CANCELLED)
    assert tell(BELL, [ring(cast.ana, cast.brand, now)]) == 2
    sending.send_due()
    assert len(mail.outbox) == 1


def test_what_comes_too_late_expires(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    Dispatch.objects.update(useful_until=Now())
    assert sending.send_due() == {"expired": 2}
    assert not mail.outbox


def test_a_closed_account_hears_nothing(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    cast.ana.is_active = False
    cast.ana.save()
    assert sending.send_due() == {"cancelled": 2}
    assert tell(BELL, [ring(cast.ana, cast.other_brand, clock.now())]) == 0


def test_a_switch_that_is_turned_off_meanwhile_counts(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    Preference.objects.create(person=cast.ana, kind=BELL.name, channel=Channel.MAIL, mode="off")
    sending.send_due()
    assert states(person=cast.ana) == {"app": "sent", "mail": "cancelled"}


def test_what_concerns_safety_cannot_be_switched_off(cast: Cast) -> None:
    Preference.objects.create(person=cast.ana, kind=ALARM.name, channel=Channel.MAIL, mode="off")
    tell(ALARM, [ring(cast.ana, cast.brand, clock.now())])
    sending.send_due()
    assert states(person=cast.ana) == {"app": "sent", "mail": "sent"}
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_a_mail_can_be_stopped_with_one_click(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    sending.send_due()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].strip("<>") in mail.outbox[0].body


def test_with_a_device_it_is_push_and_mail_is_left_out_where_it_is_only_the_fallback(cast: Cast) -> None:
    Preference.objects.create(person=cast.ana, kind=BELL.name, channel=Channel.MAIL, mode="fallback")
    give_device(cast.ana)
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    assert set(states(person=cast.ana)) == {"app", "push"}


def test_a_push_without_a_device_left_goes_by_mail_instead(cast: Cast) -> None:
    Preference.objects.create(person=cast.ana, kind=BELL.name, channel=Channel.MAIL, mode="fallback")
    device = give_device(cast.ana)
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    push = Dispatch.objects.get(channel=Channel.PUSH)
    Dispatch.objects.filter(pk=push.pk).update(state=State.SENDING)
    device.delete()
    assert outcomes.note(push, BELL, outcomes.Outcome.NOWHERE) == State.CANCELLED
    assert states(person=cast.ana) == {"app": "pending", "push": "cancelled", "mail": "pending"}


def test_where_push_services_are_slow_what_was_not_begun_waits_for_whoever_is_free(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what was claimed and not even asked about, of another kind."""

    class Slow:
        def carry(self, parcels: Sequence[Parcel], ends: float) -> Iterator[tuple[Dispatch, outcomes.Outcome]]:
            yield parcels[0].dispatch, outcomes.Outcome.SENT
            while time.monotonic() < ends:
                pass

    monkeypatch.setattr(sending, "CARRIERS", {Channel.PUSH: Slow()})
    for person in (cast.ana, cast.ben, cast.cara):
        give_device(person)
        tell(BELL, [ring(person, cast.brand, clock.now())])
        tell(ALARM, [ring(person, cast.brand, clock.now())])
    Dispatch.objects.exclude(channel=Channel.PUSH).delete()
    assert sending.send_due(0.2) == {"sent": 1}
    waiting = Dispatch.objects.filter(state=State.PENDING, claim_token=None, claimed_until=None, attempts=0)
    assert (waiting.count(), Dispatch.objects.filter(state=State.SENT).count()) == (5, 1)


def test_a_push_of_which_nobody_knows_waits_before_it_is_tried_again(cast: Cast) -> None:
    give_device(cast.ana)
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    Dispatch.objects.filter(channel=Channel.PUSH).update(state=State.SENDING, claim_token=cast.ana.pk, attempts=3)
    push = Dispatch.objects.get(channel=Channel.PUSH)
    assert outcomes.note(push, BELL, outcomes.Outcome.UNSURE) == State.PENDING
    assert Dispatch.objects.filter(pk=push.pk, claim_token=None, send_at__gt=Now() + timedelta(minutes=1)).exists()


def test_reading_on_one_device_takes_back_what_has_not_gone_out(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    Dispatch.objects.filter(channel="mail").update(send_at=Now() + timedelta(hours=1))
    sending.send_due()
    assert inbox.unread(cast.ana) == 1
    assert inbox.read_about(cast.ana, cast.brand.pk) == 1
    assert inbox.unread(cast.ana) == 0
    assert states(person=cast.ana) == {"app": "sent", "mail": "cancelled"}
    assert inbox.read_about(cast.ana, cast.brand.pk) == 0


def test_nobody_reads_for_somebody_else(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    sending.send_due()
    (item,) = inbox.page(cast.ana)
    assert inbox.read(cast.ben, [item.dispatch.pk]) == 0
    assert inbox.unread(cast.ana) == 1


def test_a_claim_that_nobody_brings_back_waits_again(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    Dispatch.objects.update(state=State.CLAIMED, claim_token=cast.ana.pk, claimed_until=Now())
    assert outcomes.reap() == 2
    assert states() == {"app": "pending", "mail": "pending"}


def test_a_mail_of_which_nobody_knows_is_tried_once_more_and_then_counted(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    assert [_handed_over_and_forgotten(cast) for _ in range(2)] == [State.PENDING, State.UNKNOWN]


def test_a_mail_that_was_let_go_and_not_begun_never_left_and_waits_again(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    letter = Dispatch.objects.filter(channel="mail")
    for _ in range(3):
        letter.update(state=State.SENDING, claim_token=cast.ana.pk, claimed_until=Now())
        outcomes.reap()
        assert letter.get().state == State.PENDING


def test_what_was_sent_stays_sent_however_often_it_is_reaped(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    for _ in range(3):
        sending.send_due()
        outcomes.reap()
    assert states(person=cast.ana) == {"app": "sent", "mail": "sent"}
    assert len(mail.outbox) == 1


def test_an_inbox_row_that_another_worker_has_taken_over_is_told_by_that_one_alone(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    row = Dispatch.objects.get(channel="app")
    Dispatch.objects.filter(pk=row.pk).update(state=State.CLAIMED, claim_token=cast.ben.pk)
    assert letting_go.let_go(BELL, Channel.APP, [row.pk], cast.ben.pk).people == {cast.ana.pk}
    late = letting_go.let_go(BELL, Channel.APP, [row.pk], cast.ana.pk)
    assert (late.people, +late.counts) == (set(), {})


def test_a_worker_that_had_it_too_long_begins_nothing(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    letter = Dispatch.objects.get(channel="mail")
    Dispatch.objects.filter(pk=letter.pk).update(state=State.SENDING, claim_token=cast.ben.pk)
    letter.claim_token = cast.ana.pk
    assert not outcomes.begin(letter)
    letter.claim_token = cast.ben.pk
    assert outcomes.begin(letter)


def _handed_over_and_forgotten(cast: Cast) -> str:
    """The state that the reaper gives to a mail whose worker died after the provider had it."""
    Dispatch.objects.filter(channel="mail").update(
        state=State.SENDING, claim_token=cast.ana.pk, claimed_until=Now() + timedelta(minutes=1)
    )
    letter = Dispatch.objects.get(channel="mail")
    assert outcomes.begin(letter)
    Dispatch.objects.filter(pk=letter.pk).update(claimed_until=Now())
    outcomes.reap()
    return Dispatch.objects.get(pk=letter.pk).state


def test_a_worker_that_was_given_up_writes_nothing_down(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    letter = Dispatch.objects.get(channel="mail")
    Dispatch.objects.filter(pk=letter.pk).update(state=State.SENDING, claim_token=cast.ben.pk)
    assert outcomes.note(letter, BELL, outcomes.Outcome.SENT) == "lost"
    assert Dispatch.objects.get(pk=letter.pk).state == State.SENDING


def test_a_kind_that_cannot_speak_keeps_no_other_from_being_heard(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def mute(dispatches: object) -> object:
        raise ValueError("no words")

    monkeypatch.setattr(ALARM, "words", mute)
    tell(ALARM, [ring(cast.ana, cast.brand, clock.now())])
    tell(BELL, [ring(cast.ben, cast.brand, clock.now())])
    sending.send_due()
    assert [letter.to for letter in mail.outbox] == [["ben@example.org"]]
    assert states(person=cast.ana) == {"app": "sent", "mail": "sending"}


@pytest.mark.parametrize("failing", [lambda now, until: 1 / 0, lambda now, until: _nonsense()], ids=["code", "SQL"])
def test_a_kind_that_cannot_say_what_is_due_keeps_no_other_from_being_planned(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, failing: Callable[..., Any]
) -> None:
    """And the tick does not count as one: after three minutes of it the installation is not well."""
    monkeypatch.setattr(ALARM, "due", failing)
    monkeypatch.setattr(BELL, "due", lambda now, until: [ring(cast.ana, cast.brand, now)])
    monkeypatch.setattr(kinds, "_kinds", {"alarm": ALARM, "bell": BELL})
    assert ticks.plan() == 2
    assert not Tick.objects.filter(name="plan").exists()
    monkeypatch.setattr(ALARM, "due", lambda now, until: ())
    assert ticks.plan() == 0
    assert Tick.objects.filter(name="plan").exists()


def _nonsense() -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT timestamptz 'now' + interval '1 year' * 1000000")
    return []
