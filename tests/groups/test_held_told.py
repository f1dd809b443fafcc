"""Of held messages captains hear that one waits, and authors how it ended; neither hears any words (trust.md R24)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from community.models import Dispatch
from community.notifications import inbox, planning, sending
from messaging.actions import held
from messaging.models import Pending
from tests.cast import Cast
from tests.messaging.holding import WORDS, hold, rules

__all__ = ["rules"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
A_MINUTE = timedelta(minutes=1)


def waits(cast: Cast, name: str = "ana") -> Pending:
    """Held a minute ago."""
    pending = hold(cast.names[name], cast.talk(cast.harbour))
    Pending.objects.filter(pk=pending.pk).update(held_at=pending.held_at - A_MINUTE, until=pending.until - A_MINUTE)
    return pending


def tick(later: timedelta = timedelta()) -> list[list[str]]:
    """One round of the clock: who was written to."""
    before = len(mail.outbox)
    planning.plan_due()
    Dispatch.objects.filter(state="pending").update(send_at=timezone.now() - later)
    sending.send_due()
    return sorted(letter.to for letter in mail.outbox[before:])


def test_the_captain_is_told_once_while_something_waits_and_never_any_words(cast: Cast) -> None:
    first = waits(cast)
    assert tick() == [["cara@example.org"]]
    waits(cast, "ben")
    assert tick() == []
    for letter in mail.outbox:
        assert not {"0171", "Ana", "hold on"} & set((letter.subject + letter.body).split())
    held.give_back(cast.harbour.pk, first.pk, cast.profile(cast.cara, cast.harbour))
    assert ["cara@example.org"] in tick()


def test_of_what_is_decided_before_it_goes_out_and_of_their_own_captains_hear_nothing(cast: Cast) -> None:
    first = waits(cast)
    waits(cast, "cara")
    planning.plan_due()
    held.remove(cast.harbour.pk, first.pk, cast.profile(cast.cara, cast.harbour))
    assert ["cara@example.org"] not in tick()


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (held.release, "It stands in the conversation now."),
        (held.give_back, "It came back to you. You can change it and send it again."),
        (held.remove, "It was removed. You can see which rule it was."),
    ],
)
def test_the_author_is_told_how_it_ended(cast: Cast, act: type, says: str) -> None:
    act(cast.harbour.pk, waits(cast).pk, cast.profile(cast.cara, cast.harbour))
    assert tick() == [["ana@example.org"]]
    assert tick() == []
    (item,) = inbox.page(cast.ana)
    assert (item.said.title, item.said.line) == ("About your held message in Harbour Runners", says)
    assert WORDS not in mail.outbox[-1].body


def test_what_its_author_has_put_away_is_told_to_nobody(cast: Cast) -> None:
    pending = waits(cast)
    held.put_away(cast.ana, pending.room_id, pending.cid)
    assert tick() == []
