"""Nobody stands alone in the rain: who is reminded of what, once, and of nothing that is no more (reminders.md)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.actions import reach
from community.models import Channel, Dispatch, Person
from community.notifications import inbox, letting_go, planning, sending
from community.notifications.kinds import kind_of
from community.notifications.speaking import parcels
from groups.models import Membership, Occurrence, Rsvp
from groups.notifications.reminders import due_at
from tests.cast import Cast
from tests.groups.occurrences import make_occurrence

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LONG_AGO = timedelta(days=20)


def says(cast: Cast, person: Person, occurrence: Occurrence, state: str = "going", ago: timedelta = LONG_AGO) -> Rsvp:
    profile = cast.profile(person, cast.harbour)
    place = 1 if state == "waitlisted" else None
    return Rsvp.objects.create(
        occurrence=occurrence, profile=profile, state=state, since=timezone.now() - ago, place=place
    )


def meet(cast: Cast, ahead: timedelta, **fields: object) -> Occurrence:
    occurrence = make_occurrence(cast.harbour, ahead=ahead, **fields)
    Occurrence.objects.filter(pk=occurrence.pk).update(timed_at=Now() - LONG_AGO)
    return occurrence


def tick(kind: str = "event.reminder") -> int:
    """One round of the clock; how many mails of this kind it led to."""
    before = len(mail.outbox)
    planning.plan_due()
    sending.send_due()
    assert Dispatch.objects.filter(kind=kind, channel="mail", state="sent").count() >= len(mail.outbox) - before
    return len(mail.outbox) - before


def test_who_goes_is_reminded_a_day_and_two_hours_before_and_nobody_else(cast: Cast) -> None:
    occurrence = meet(cast, 24 * HOUR - timedelta(minutes=1))
    says(cast, cast.ana, occurrence)
    says(cast, cast.ben, occurrence, "declined")
    says(cast, cast.nia, occurrence, "waitlisted")
    assert tick() == 1
    assert tick() == 0
    assert mail.outbox[0].to == ["ana@example.org"]
    assert mail.outbox[0].subject == "Your event starts in 24 hours"
    assert "Harbour Runners: " in mail.outbox[0].body
    assert occurrence.title not in mail.outbox[0].body  # a captain's words; the calendar file alone has them
    assert [name for name, _content, _mime in mail.outbox[0].attachments] == ["event.ics"]
    leads = Dispatch.objects.filter(kind="event.reminder").values_list("variant", flat=True).distinct()
    assert set(leads) == {24 * 60}


def test_in_the_inbox_a_reminder_says_how_far_off_it_was_when_it_came(cast: Cast) -> None:
    occurrence = meet(cast, 24 * HOUR - timedelta(minutes=1))
    says(cast, cast.ana, occurrence)
    tick()
    Dispatch.objects.filter(channel="app").update(
        sent_at=F("sent_at") - timedelta(days=3), moment=F("moment") - timedelta(days=3)
    )
    assert [item.said.title for item in inbox.page(cast.ana)] == ["Your event starts in 24 hours"]


def test_the_meeting_point_stands_in_no_reminder(cast: Cast) -> None:
    occurrence = meet(cast, HOUR, point="Under the clock at pier 3")
    says(cast, cast.ana, occurrence)
    assert tick() == 1
    page = str(mail.outbox[0].alternatives[0][0])
    assert "pier 3" not in mail.outbox[0].body + mail.outbox[0].subject + page


def test_a_yes_within_the_last_two_hours_needs_no_reminder(cast: Cast) -> None:
    occurrence = meet(cast, HOUR)
    rsvp = says(cast, cast.ana, occurrence, ago=timedelta(minutes=5))
    assert tick() == 0
    Rsvp.objects.filter(pk=rsvp.pk).update(since=timezone.now() - LONG_AGO)
    assert tick() == 1


def test_after_the_clock_stood_still_only_the_latest_reminder_comes(cast: Cast) -> None:
    says(cast, cast.ana, meet(cast, 21 * HOUR))  # the day before was three hours ago
    says(cast, cast.ben, meet(cast, HOUR))  # both are overdue: the second has taken over
    assert tick() == 2
    assert sorted(Dispatch.objects.filter(channel="mail").values_list("variant", flat=True)) == [120, 1440]


def test_a_past_start_is_not_reminded_of(cast: Cast) -> None:
    occurrence = meet(cast, HOUR)
    says(cast, cast.ana, occurrence)
    planning.plan_due()
    start = timezone.now() - timedelta(minutes=1)
    Occurrence.objects.filter(pk=occurrence.pk).update(starts_at=start, ends_at=start + HOUR)
    sending.send_due()
    assert not mail.outbox


def test_a_cancelled_event_is_not_reminded_of_and_a_revived_one_is(cast: Cast) -> None:
    occurrence = meet(cast, HOUR)
    says(cast, cast.ana, occurrence)
    planning.plan_due()
    Occurrence.objects.filter(pk=occurrence.pk).update(status="cancelled")
    assert tick() == 0
    Occurrence.objects.filter(pk=occurrence.pk).update(status="planned")
    assert tick() == 1
    assert tick() == 0


def test_a_moved_event_is_reminded_of_at_its_new_time_alone_and_moved_back_never_twice(cast: Cast) -> None:
    occurrence = meet(cast, HOUR)
    says(cast, cast.ana, occurrence)
    old = occurrence.starts_at
    assert tick() == 1
    _move(occurrence, old + timedelta(minutes=30))
    assert tick() == 1
    _move(occurrence, old)
    assert tick() == 0


def test_a_moved_event_is_not_reminded_of_at_its_old_time(cast: Cast) -> None:
    occurrence = meet(cast, HOUR)
    says(cast, cast.ana, occurrence)
    planning.plan_due()
    _move(occurrence, occurrence.starts_at + timedelta(days=20))
    sending.send_due()
    assert not mail.outbox
    assert set(Dispatch.objects.filter(kind="event.reminder").values_list("state", flat=True)) == {"cancelled"}


def test_who_leaves_or_is_removed_hears_nothing_more(cast: Cast) -> None:
    occurrence = meet(cast, HOUR)
    rsvp = says(cast, cast.ana, occurrence)
    says(cast, cast.ben, occurrence)
    planning.plan_due()
    Rsvp.objects.filter(pk=rsvp.pk).update(state="declined")
    Membership.objects.filter(profile__person=cast.ben).update(ended_at=timezone.now(), ending="removed")
    assert tick() == 0


def test_a_person_may_choose_other_times(cast: Cast) -> None:
    reach.set_reach(cast.ana, quiet_from=_midnight(), quiet_to=_midnight(), leads=[45])
    occurrence = meet(cast, timedelta(minutes=50))
    says(cast, cast.ana, occurrence)
    assert tick() == 0
    _move(occurrence, timezone.now() + timedelta(minutes=40))
    assert tick() == 1


def test_a_time_that_its_reader_has_taken_back_is_not_kept_although_it_was_planned(cast: Cast) -> None:
    occurrence = meet(cast, 3 * HOUR)
    says(cast, cast.ana, occurrence, ago=HOUR)
    says(cast, cast.ben, occurrence, ago=HOUR)
    planning.plan_due()
    reach.set_reach(cast.ana, quiet_from=_midnight(), quiet_to=_midnight(), leads=[30])
    Dispatch.objects.update(send_at=Now())
    sending.send_due()
    assert [letter.to for letter in mail.outbox] == [["ben@example.org"]]
    reach.set_reach(cast.ana, leads=[120, 30])
    assert tick() == 0  # it is not due yet
    Dispatch.objects.filter(variant=120).update(send_at=Now())
    sending.send_due()
    assert [letter.to for letter in mail.outbox] == [["ben@example.org"], ["ana@example.org"]]


def test_a_day_before_is_a_day_of_the_calendar_and_two_hours_are_two_hours(cast: Cast) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    starts = timezone.datetime(2026, 10, 25, 7, 0, tzinfo=berlin)  # that night the clocks went back
    before = due_at(starts, starts.date(), starts.time(), "Europe/Berlin", 24 * 60)
    assert before.astimezone(berlin).strftime("%d %H:%M") == "24 07:00"
    assert starts - before == timedelta(hours=25)
    assert starts - due_at(starts, starts.date(), starts.time(), "Europe/Berlin", 120) == timedelta(hours=2)


def test_two_days_before_who_has_not_said_is_asked_once_in_the_inbox(cast: Cast) -> None:
    occurrence = meet(cast, 46 * HOUR)
    says(cast, cast.ana, occurrence)
    planning.plan_due()
    sending.send_due()
    asked = Dispatch.objects.filter(kind="event.undecided")
    assert {one.person for one in asked} == {cast.cara, cast.ben}  # Nia came today, the brand's seat does not run
    assert {(one.channel, one.state) for one in asked} == {("app", "sent")}
    planning.plan_due()
    assert asked.count() == 2


def test_whoever_answers_meanwhile_is_not_asked(cast: Cast) -> None:
    occurrence = meet(cast, 46 * HOUR)
    planning.plan_due()
    says(cast, cast.ben, occurrence, "declined")
    sending.send_due()
    states = dict(Dispatch.objects.filter(kind="event.undecided").values_list("person", "state"))
    assert states == {cast.ben.pk: "cancelled", cast.cara.pk: "sent", cast.ana.pk: "sent"}


def _move(occurrence: Occurrence, starts_at: timezone.datetime) -> None:
    Occurrence.objects.filter(pk=occurrence.pk).update(starts_at=starts_at, ends_at=starts_at + HOUR)


def _midnight() -> timezone.datetime:
    return timezone.datetime.min.time()


def test_the_words_for_many_are_found_in_no_more_statements_than_those_for_one(cast: Cast) -> None:
    """Each row is loaded with all that its words ask of it: ten thousand leave in one tick."""
    occurrence, costs = meet(cast, 2 * HOUR - timedelta(minutes=1)), []
    for person in (cast.ana, cast.ben, cast.nia):
        says(cast, person, occurrence)
    planning.plan_due()
    rows, token = Dispatch.objects.filter(kind="event.reminder", channel="mail"), uuid4()
    rows.update(state="claimed", claim_token=token, claimed_until=Now() + HOUR)
    one, *others = rows.values_list("pk", flat=True)
    kind = kind_of("event.reminder")
    assert kind is not None
    for ids in ([one], others):
        going = letting_go.let_go(kind, Channel.MAIL, ids, token).going
        with CaptureQueriesContext(connection) as asked:
            assert len(parcels(kind, [row for row in going if row.pk in ids])[0]) == len(ids)
        costs.append(len(asked))
    assert len(others) == 2
    assert costs[0] == costs[1]
