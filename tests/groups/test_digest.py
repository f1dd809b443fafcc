"""The weekly digest: for who asked for it, on their own Sunday evening, once, and only if there is something to say."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.core import mail
from django.utils import timezone

from community.actions import reach
from community.models import Dispatch, Person
from community.notifications import planning, sending
from community.notifications.quiet import instant
from groups.models import Occurrence
from groups.notifications.digest import EVENING, Digest, latest
from messaging.actions import messages
from messaging.actions.reading import mark_read
from tests.cast import Cast, remove
from tests.groups.occurrences import make_occurrence

pytestmark = pytest.mark.django_db
KIND = Digest()
SUNDAY = datetime(2026, 3, 29, tzinfo=UTC).date()
HOUR = timedelta(hours=1)


def asks(person: Person, zone: str = "Europe/Berlin") -> None:
    Person.objects.filter(pk=person.pk).update(time_zone=zone)
    reach.set_reach(person, digest=True, quiet_from=time(0), quiet_to=time(0))


def due_for(person: Person, now: datetime) -> list[datetime]:
    return [due.due_at for due in KIND.due(now, now + planning.AHEAD) if due.person_id == person.pk]


def sunday_evening(person: Person) -> datetime:
    """The last one that has come on this person's clock."""
    person.refresh_from_db()
    return latest(timezone.now(), ZoneInfo(person.time_zone))


def deliver(person: Person) -> int:
    """As at the moment when it is due; how many digests went out."""
    before, evening = len(mail.outbox), sunday_evening(person) + HOUR
    planning.write(KIND, list(KIND.due(evening, timezone.now())), evening)
    useful = timezone.now() + HOUR
    Dispatch.objects.filter(kind="digest", state="pending").update(send_at=timezone.now(), useful_until=useful)
    sending.send_due()
    return len(mail.outbox) - before


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Europe/Berlin", 16), ("UTC", 18), ("Asia/Kathmandu", 12), ("Pacific/Kiritimati", 4), ("America/New_York", 22)],
)
def test_it_comes_at_six_on_the_sunday_of_its_reader(cast: Cast, zone: str, hour: int) -> None:
    """Sunday 29 March 2026; in Berlin the clocks went forward that morning."""
    make_occurrence(cast.harbour, ahead=timedelta(days=3))
    asks(cast.ana, zone)
    (at,) = due_for(cast.ana, datetime(2026, 3, 29, hour, 59, tzinfo=UTC))
    assert at.astimezone(ZoneInfo(zone)).strftime("%a %H:%M") == "Sun 18:00"
    assert at.hour == hour
    assert due_for(cast.ana, at - timedelta(seconds=1)) == []
    assert due_for(cast.ana, at + timedelta(hours=11, minutes=59)) == [at]
    assert due_for(cast.ana, at + timedelta(hours=12)) == []


def test_there_is_one_evening_a_week_in_every_zone_all_year_round() -> None:
    """Also where the clocks change on a Sunday."""
    wednesday = datetime(2026, 1, 7, 12, tzinfo=UTC)
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        evenings = [latest(wednesday + week * timedelta(days=7), zone) for week in range(53)]
        assert {at.astimezone(zone).strftime("%a %H:%M") for at in evenings} == {"Sun 18:00"}, name
        steps = {later - sooner for sooner, later in pairwise(evenings)}
        assert min(steps) >= timedelta(days=6, hours=22), name
        assert max(steps) <= timedelta(days=7, hours=2), name


def test_an_evening_stays_at_six_over_a_change_of_the_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before, after = (latest(datetime(2026, 3, day, 23, tzinfo=UTC), berlin) for day in (22, 29))
    assert (before.hour, after.hour) == (17, 16)
    assert after == instant(SUNDAY, EVENING, berlin)
    assert after - before == timedelta(days=7) - HOUR


def test_who_has_not_asked_gets_none(cast: Cast) -> None:
    make_occurrence(cast.harbour, ahead=timedelta(days=3))
    asks(cast.ana)
    assert deliver(cast.ana) == 1
    assert [letter.to for letter in mail.outbox] == [["ana@example.org"]]


def test_it_comes_once(cast: Cast) -> None:
    make_occurrence(cast.harbour, ahead=timedelta(days=3))
    asks(cast.ana)
    assert [deliver(cast.ana), deliver(cast.ana)] == [1, 0]


def test_it_says_counts_groups_and_times_and_no_words_or_names_of_people(cast: Cast) -> None:
    occurrence = make_occurrence(cast.harbour, ahead=timedelta(days=3), point="Under the clock at pier 3")
    asks(cast.ana)
    for _ in range(3):
        messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "My knee hurts")
    messages.send(cast.cara, cast.notices(cast.harbour).pk, uuid4(), "Bring a light")
    assert deliver(cast.ana) == 1
    (letter,) = mail.outbox
    told = f"{letter.subject} {letter.body} {letter.alternatives[0][0]}"
    for words in ("1 event ahead", "1 unread notice", "3 unread messages", "Harbour Runners: "):
        assert words in told, words
    local = occurrence.starts_at.astimezone(ZoneInfo(occurrence.zone))
    assert f"{local:%H:%M}" in told
    for secret in ("knee", "Bring a light", "Ben", "Cara", "pier 3"):
        assert secret not in told, secret


def test_nothing_new_no_digest(cast: Cast) -> None:
    asks(cast.ana)
    assert deliver(cast.ana) == 0
    make_occurrence(cast.harbour, ahead=timedelta(days=9))
    make_occurrence(cast.hill, ahead=timedelta(days=3))
    make_occurrence(cast.harbour, ahead=timedelta(days=3), status=Occurrence.Status.CANCELLED)
    messages.send(cast.ana, cast.talk(cast.harbour).pk, uuid4(), "My own words")
    assert deliver(cast.ana) == 0
    room = cast.talk(cast.harbour)
    sent = messages.send(cast.ben, room.pk, uuid4(), "Read at once")
    mark_read(cast.ana, room.pk, sent.seq)
    assert deliver(cast.ana) == 0
    messages.send(cast.ben, room.pk, uuid4(), "Not read")
    assert deliver(cast.ana) == 1


def test_who_has_left_hears_nothing_of_the_group(cast: Cast) -> None:
    make_occurrence(cast.harbour, ahead=timedelta(days=3))
    messages.send(cast.ben, cast.talk(cast.harbour).pk, uuid4(), "Who comes?")
    asks(cast.ana)
    remove(cast.ana, cast.harbour)
    assert deliver(cast.ana) == 0


def test_what_is_no_longer_new_or_wanted_when_it_leaves_does_not_leave(cast: Cast) -> None:
    occurrence = make_occurrence(cast.harbour, ahead=timedelta(days=3))
    asks(cast.ana)
    now, evening = timezone.now(), sunday_evening(cast.ana)
    planning.write(KIND, list(KIND.due(evening, now)), evening)
    waiting = Dispatch.objects.filter(kind="digest")
    waiting.update(send_at=now, useful_until=now + HOUR)
    Occurrence.objects.filter(pk=occurrence.pk).update(status=Occurrence.Status.CANCELLED)
    sending.send_due()
    assert waiting.get().state == "cancelled"
    Occurrence.objects.filter(pk=occurrence.pk).update(status=Occurrence.Status.PLANNED)
    waiting.update(state="pending")
    reach.set_reach(cast.ana, digest=False)
    waiting.update(state="pending", send_at=now, useful_until=now + HOUR)
    sending.send_due()
    assert waiting.get().state == "cancelled"
    assert not mail.outbox


def test_its_own_mail_stops_it(cast: Cast) -> None:
    make_occurrence(cast.harbour, ahead=timedelta(days=3))
    asks(cast.ana)
    assert deliver(cast.ana) == 1
    link = str(mail.outbox[0].extra_headers["List-Unsubscribe"]).strip("<>")
    assert cast.client(None).post(urlsplit(link).path).status_code == 200
    assert not reach.reach_of(cast.ana).digest
