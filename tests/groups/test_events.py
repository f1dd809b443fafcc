"""One event changed, cancelled, revived, and who hears of it (product.md "Meeting", reminders.md)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from community.actions import reach
from community.errors import Conflict, Forbidden, Invalid
from community.models import AuditLogEntry, Dispatch, Reach
from community.notifications import kind_of
from groups.actions import events, leaving
from groups.models import Host, Occurrence, Rsvp
from tests.cast import Cast
from tests.groups.plans import again, answers, at, captain, in_days, move_start, plan_one, seat, told

CHANGED, CANCELLED = "event.changed", "event.cancelled"


def test_another_time_is_told_to_all_coming_and_waiting_but_the_actor(cast: Cast) -> None:
    one = plan_one(cast)
    answers(cast, one, cast.ana)
    answers(cast, one, cast.ben, "waitlisted")
    answers(cast, one, cast.nia, "declined")
    answers(cast, one, cast.cara)
    (changed,) = events.change(seat(cast.cara, one), clock=time(8))
    assert changed.starts_at == at(in_days(7), time(8))
    assert (changed.sequence, changed.timed_at > one.timed_at) == (1, True)
    said = told(CHANGED, one)
    assert set(said) == {"ana", "ben"}
    assert (said["ana"].variant, said["ana"].moment) == (1, changed.starts_at)
    assert said["ana"].data == {"what": ["time"], "was": [one.starts_at.isoformat(), one.ends_at.isoformat()]}
    assert set(told(CHANGED, one, "mail")) == {"ana", "ben"}
    assert Rsvp.objects.filter(occurrence=one).count() == 4  # answers survive


def test_another_title_is_no_news(cast: Cast) -> None:
    one = plan_one(cast)
    answers(cast, one, cast.ana)
    (changed,) = events.change(seat(cast.cara, one), title="Run along the river", about="Slow")
    assert (changed.title, changed.sequence) == ("Run along the river", 0)
    assert changed.changed_at > one.changed_at
    assert not Dispatch.objects.exists()


def test_nothing_changed_is_nothing_done(cast: Cast) -> None:
    one = plan_one(cast)
    before = AuditLogEntry.objects.count()
    assert events.change(seat(cast.cara, one), title=one.title, clock=one.clock, day=one.day) == []
    assert again(one).changed_at == one.changed_at
    assert AuditLogEntry.objects.count() == before


def test_the_words_say_both_times_on_the_readers_clock_and_never_where(cast: Cast) -> None:
    one = plan_one(cast, point="Under the crane")
    answers(cast, one, cast.ana)
    events.change(seat(cast.cara, one), clock=time(8), point="Behind the silo")
    dispatch = told(CHANGED, one, "mail")["ana"]
    kind = kind_of(CHANGED)
    assert kind is not None
    with timezone.override(ZoneInfo("Europe/Berlin")):
        said = kind.words([dispatch])[dispatch.pk]
    assert "08:00–09:00" in said.line
    assert "07:00–08:00" in said.line
    assert "Berlin" not in said.line
    assert said.line.startswith("Harbour Runners: ")
    assert any("place has changed" in line for line in said.lines)
    everything = " ".join([said.title, said.line, said.why, *said.lines])
    for secret in ("crane", "silo", "Run by the river", "Cara"):
        assert secret not in everything
    with timezone.override(ZoneInfo("America/Lima")):
        elsewhere = kind.words([dispatch])[dispatch.pk].line
    assert "08:00 in Europe/Berlin)" in elsewhere
    with timezone.override(UTC):  # no clock was chosen: that of the place counts, and is named
        unknown = kind.words([dispatch])[dispatch.pk].line
    assert "08:00–09:00 in Europe/Berlin" in unknown and "(" not in unknown
    assert str(one.pk) in said.url


def test_what_is_sent_must_still_be_true(cast: Cast) -> None:
    one = plan_one(cast)
    for person in (cast.ana, cast.ben, cast.nia):
        answers(cast, one, person)
    events.change(seat(cast.cara, one), clock=time(8))
    assert _still(CHANGED) == {"ana", "ben", "nia"}
    Rsvp.objects.filter(profile__person=cast.ana).update(state="declined")
    leaving.remove(captain(cast), cast.membership(cast.ben, cast.harbour), reason="Enough.")
    assert _still(CHANGED) == {"nia"}
    events.cancel(seat(cast.cara, one))
    assert (_still(CHANGED), _still(CANCELLED)) == (set(), {"nia"})
    events.revive(seat(cast.cara, one))
    assert (_still(CHANGED), _still(CANCELLED)) == ({"nia"}, set())


def test_a_second_change_takes_the_place_of_one_still_waiting_and_counts_from_the_time_known(cast: Cast) -> None:
    one = plan_one(cast)
    answers(cast, one, cast.ana)
    _always_quiet(cast)
    events.change(seat(cast.cara, one), clock=time(8), area="Old town")
    assert told(CHANGED, one, "mail")["ana"].state == "pending"
    events.change(seat(cast.cara, one), clock=time(9))
    first, second = Dispatch.objects.filter(kind=CHANGED, channel="mail").order_by("variant")
    assert (first.state, second.state) == ("cancelled", "pending")
    assert second.data == {"what": ["place", "time"], "was": [one.starts_at.isoformat(), one.ends_at.isoformat()]}


@pytest.mark.parametrize(("hours", "passes"), [(2, True), (5, False)])
def test_what_begins_within_three_hours_passes_quiet_hours(cast: Cast, hours: int, passes: bool) -> None:
    one = move_start(plan_one(cast), timezone.now() + timedelta(hours=hours))
    answers(cast, one, cast.ana)
    _always_quiet(cast)
    events.change(seat(cast.cara, one), day=in_days(3))
    mail = told(CHANGED, one, "mail")["ana"]
    assert (mail.send_at == mail.due_at) is passes


def test_what_starts_as_quiet_hours_end_is_told_off_three_hours_before(cast: Cast) -> None:
    one = _starts_in(plan_one(cast), hours=9)
    answers(cast, one, cast.ana)
    _always_quiet(cast)
    events.cancel(seat(cast.cara, one))
    assert told(CANCELLED, one, "mail")["ana"].send_at == one.starts_at - timedelta(hours=3)


def test_what_is_moved_away_is_told_before_the_time_that_people_know(cast: Cast) -> None:
    """Also when it is moved once more before they have heard."""
    one = _starts_in(plan_one(cast), hours=8)
    answers(cast, one, cast.ana)
    _always_quiet(cast)
    for days in (8, 15):
        events.change(seat(cast.cara, one), day=in_days(days))
        assert told(CHANGED, one, "mail")["ana"].send_at == one.starts_at - timedelta(hours=3)


def test_what_is_moved_into_the_morning_is_told_before_it(cast: Cast) -> None:
    one = plan_one(cast)
    answers(cast, one, cast.ana)
    _always_quiet(cast)
    early = _starts_in(plan_one(cast), hours=9)
    (moved,) = events.change(seat(cast.cara, one), day=early.day, clock=early.clock)
    assert told(CHANGED, one, "mail")["ana"].send_at == moved.starts_at - timedelta(hours=3)


def test_other_switches_do_not_make_a_change_wait_that_cannot(cast: Cast) -> None:
    one = move_start(plan_one(cast), timezone.now() + timedelta(hours=2, minutes=50))
    answers(cast, one, cast.ana)
    _always_quiet(cast, hours=2)
    events.cancel(seat(cast.cara, one))
    reach.set_modes(cast.ana, {("message", "push"): "on"})
    mail = told(CANCELLED, one, "mail")["ana"]
    assert (mail.state, mail.send_at) == ("pending", mail.due_at)


def test_capacity_does_not_go_below_those_who_have_a_place(cast: Cast) -> None:
    one = plan_one(cast, capacity=10)
    for person in (cast.ana, cast.ben, cast.nia):
        answers(cast, one, person)
    with pytest.raises(Invalid) as refused:
        events.change(seat(cast.cara, one), capacity=2)
    assert refused.value.field == "capacity"
    assert "3 places" in str(refused.value.words)
    assert again(one).capacity == 10
    (changed,) = events.change(seat(cast.cara, one), capacity=3)
    assert (changed.capacity, again(one).taken) == (3, 3)


def test_paces_are_edited_by_name_and_keep_who_chose_them(cast: Cast) -> None:
    one = plan_one(cast, paces=[{"name": "Slow", "cap": 5}, {"name": "Fast"}, {"name": "Walk"}])
    slow, walk = one.paces.get(name="Slow"), one.paces.get(name="Walk")
    answers(cast, one, cast.ana, pace=slow)
    answers(cast, one, cast.ben, "declined", pace=walk)
    events.change(seat(cast.cara, one), paces=[{"name": "Trail"}, {"name": "Slow", "cap": 1}])
    assert list(one.paces.values_list("name", "cap")) == [("Trail", None), ("Slow", 1)]
    assert Rsvp.objects.get(profile__person=cast.ana).pace == slow
    assert Rsvp.objects.get(profile__person=cast.ben).pace is None
    with pytest.raises(Invalid) as refused:
        events.change(seat(cast.cara, one), paces=[{"name": "Trail"}])
    assert refused.value.field == "paces"
    assert one.paces.count() == 2


def test_a_pace_does_not_shrink_below_who_is_in_it(cast: Cast) -> None:
    one = plan_one(cast, paces=[{"name": "Slow", "cap": 5}])
    slow = one.paces.get()
    answers(cast, one, cast.ana, pace=slow)
    answers(cast, one, cast.ben, pace=slow)
    with pytest.raises(Invalid) as refused:
        events.change(seat(cast.cara, one), paces=[{"name": "Slow", "cap": 1}])
    assert refused.value.field == "paces"
    assert one.paces.get().cap == 5


def test_nothing_moves_into_the_past_and_what_is_over_stays(cast: Cast) -> None:
    one = plan_one(cast)
    with pytest.raises(Invalid) as refused:
        events.change(seat(cast.cara, one), day=in_days(-1))
    assert refused.value.field == "day"
    over = move_start(one, timezone.now() - timedelta(hours=2))
    for act in (
        lambda: events.change(seat(cast.cara, over), title="Late"),
        lambda: events.cancel(seat(cast.cara, over)),
    ):
        with pytest.raises(Conflict) as conflict:
            act()
        assert conflict.value.code == "event_over"


def test_a_host_changes_their_event_and_another_member_does_not(cast: Cast) -> None:
    one = plan_one(cast, lead=cast.profile(cast.ana, cast.harbour).pk)
    (changed,) = events.change(seat(cast.ana, one), area="Old town")
    assert changed.area == "Old town"
    with pytest.raises(Forbidden) as refused:
        seat(cast.ben, one)
    assert refused.value.code == "hosts_only"
    held = seat(cast.ana, one)
    Host.objects.filter(occurrence=one).delete()
    with pytest.raises(Forbidden):  # hosted when loaded, not any more under the lock
        events.change(held, area="Docks")


def test_a_cancellation_keeps_the_answers_and_is_told(cast: Cast) -> None:
    one = plan_one(cast)
    answers(cast, one, cast.ana)
    answers(cast, one, cast.ben, "waitlisted")
    (cancelled,) = events.cancel(seat(cast.cara, one), reason="Ice on the path")
    assert (cancelled.status, cancelled.reason, cancelled.sequence) == ("cancelled", "Ice on the path", 1)
    assert Rsvp.objects.filter(occurrence=one, state__in=["going", "waitlisted"]).count() == 2
    assert set(told(CANCELLED, one)) == {"ana", "ben"}
    dispatch = told(CANCELLED, one, "mail")["ana"]
    kind = kind_of(CANCELLED)
    assert kind is not None
    said = kind.words([dispatch])[dispatch.pk]
    assert "Ice" not in " ".join([said.title, said.line, *said.lines])
    assert events.cancel(seat(cast.cara, one)) == []  # twice is once
    assert Dispatch.objects.filter(kind=CANCELLED, channel="app").count() == 2
    with pytest.raises(Invalid):
        events.cancel(seat(cast.cara, one), reason="x" * 141)


def test_what_is_revived_is_told_and_only_before_its_start(cast: Cast) -> None:
    one = plan_one(cast)
    answers(cast, one, cast.ana)
    events.cancel(seat(cast.cara, one), reason="Ice")
    (back,) = events.revive(seat(cast.cara, one))
    assert (back.status, back.reason, back.sequence) == ("planned", "", 2)
    assert back.timed_at > one.timed_at
    assert told(CHANGED, one)["ana"].data["what"] == ["revived"]
    assert events.revive(seat(cast.cara, one)) == []  # twice is once
    events.cancel(seat(cast.cara, one))
    begun = move_start(one, timezone.now() - timedelta(minutes=10))
    with pytest.raises(Conflict) as refused:
        events.revive(seat(cast.cara, begun))
    assert refused.value.code == "event_over"


def test_answers_to_the_question_go_a_week_after(cast: Cast) -> None:
    now = timezone.now()
    old, young = plan_one(cast), plan_one(cast)
    for one, days in ((old, 7), (young, 6)):
        answers(cast, one, cast.ana, answer="I bring a lamp")
        move_start(one, now - timedelta(days=days, hours=1, minutes=1))
    assert events.forget_answers(now) == 1
    assert Rsvp.objects.get(occurrence=old).answer == ""
    assert Rsvp.objects.get(occurrence=young).answer == "I bring a lamp"
    assert events.forget_answers(now) == 0


@pytest.mark.parametrize("question", ["May we print your name?", ""])
def test_another_question_takes_the_answers_to_the_one_before_with_it(cast: Cast, question: str) -> None:
    one = plan_one(cast, question="Any allergies?")
    answers(cast, one, cast.ana, answer="Nuts")
    events.change(seat(cast.cara, one), area="Docks", question="Any allergies?")
    assert Rsvp.objects.get(occurrence=one).answer == "Nuts"
    events.change(seat(cast.cara, one), question=question)
    assert (Rsvp.objects.get(occurrence=one).answer, Rsvp.objects.get(occurrence=one).state) == ("", "going")


def _still(kind: str) -> set[str]:
    """Whose rows of this kind would still go."""
    declared = kind_of(kind)
    assert declared is not None
    rows = Dispatch.objects.filter(declared.still_true(), kind=kind, channel="app").select_related("person")
    return {row.person.email.split("@")[0] for row in rows if row.person}


def _starts_in(one: Occurrence, *, hours: int) -> Occurrence:
    """It starts so many hours from now, at a full minute, as walls show it."""
    return move_start(one, (timezone.now() + timedelta(hours=hours)).replace(second=0, microsecond=0))


def _always_quiet(cast: Cast, hours: int = 9) -> None:
    """Ana's quiet hours lie around this moment, whenever the test runs."""
    now = datetime.now(UTC)
    begin, end = (now - timedelta(hours=1)).time(), (now + timedelta(hours=hours)).time()
    Reach.objects.create(person=cast.ana, quiet_from=begin, quiet_to=end)
