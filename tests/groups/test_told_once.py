"""What one action does to many days, each person hears once: of the soonest by push and mail, of all in the inbox
(docs/decisions/0016)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import time
from uuid import uuid4

import pytest
from django.core import mail
from django.db.models.functions import Now
from icalendar import Calendar

from community.models import Channel, Dispatch, Person, Reach
from community.notifications import inbox, kind_of, letting_go, outcomes, sending
from community.notifications.channels.base import Outcome
from community.surface import Action
from groups.access import load_group
from groups.actions import events, leaving, rsvps
from groups.models import Occurrence
from tests.cast import Cast
from tests.community.bell import give_device
from tests.groups.parallel import at_once
from tests.groups.plans import again, answers, in_days, plan_one, plan_series, seat, told

CHANGED, CANCELLED, NO_HOST = "event.changed", "event.cancelled", "event.no_host"


@pytest.fixture(autouse=True)
def _never_quiet(cast: Cast) -> None:
    for person in (cast.ana, cast.ben, cast.nia, cast.cara):
        Reach.objects.create(person=person, quiet_from=time(0), quiet_to=time(0))


def test_a_series_moved_is_one_mail_about_its_first_day_and_a_line_in_the_inbox_for_each(cast: Cast) -> None:
    days = _come(cast, cast.ana)
    _move(cast, days[0])
    (letter,) = _letters()
    assert "… and 11 more days" in letter.body
    assert f"/events/{days[0].pk}/" in letter.body
    calendar = Calendar.from_ical(letter.attachments[0][1])
    assert [event["UID"].split("@")[0] for event in calendar.walk("VEVENT")] == [str(one.pk) for one in days]
    assert {str(event["SEQUENCE"]) for event in calendar.walk("VEVENT")} == {"1"}
    lines = [item.said.line for item in inbox.heard(cast.ana, list(inbox.of(cast.ana)))]
    assert len(set(lines)) == 12
    assert not any("more" in line for line in lines)


def test_a_push_too_speaks_for_all(cast: Cast) -> None:
    give_device(cast.ana)
    days = _come(cast, cast.ana)
    _move(cast, days[0])
    assert _let_go(Channel.PUSH) == [days[0].pk]
    kind = kind_of(CHANGED)
    assert kind is not None
    (said,) = kind.words([told(CHANGED, days[0], "push")["ana"]]).values()
    assert "… and 11 more days" in said.line


def test_everybody_hears_of_the_days_that_concern_them(cast: Cast) -> None:
    days = _come(cast, cast.ana)
    for one in (days[4], days[2]):
        answers(cast, one, cast.ben)
    answers(cast, days[7], cast.nia, "waitlisted")
    events.cancel(seat(cast.cara, days[0]), scope="onwards")
    letters = {letter.to[0].split("@")[0]: letter.body for letter in _letters()}
    assert len(mail.outbox) == 3
    assert "… and 11 more days" in letters["ana"]
    assert "… and 1 more day\n" in letters["ben"]
    assert f"/events/{days[2].pk}/" in letters["ben"]
    assert "more day" not in letters["nia"]
    assert f"/events/{days[7].pk}/" in letters["nia"]


def test_a_lead_who_leaves_asks_each_who_could_take_over_once(cast: Cast) -> None:
    ana = cast.profile(cast.ana, cast.harbour).pk
    days = plan_series(cast, lead=ana, day=in_days(8))
    soonest = plan_one(cast, lead=ana)
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words="keep")
    (letter,) = _letters()
    assert f"/events/{soonest.pk}/" in letter.body
    assert f"… and {len(days)} more days" in letter.body


def test_two_actions_are_two_things_to_hear_of(cast: Cast) -> None:
    days = _come(cast, cast.ana)
    for clock in (time(8), time(9)):
        events.change(seat(cast.cara, days[0]), scope="onwards", clock=clock)
        assert len(_letters()) == 1
        _later()
        assert _letters() == []
    assert not Dispatch.objects.filter(state="pending").exists()


def test_one_more_change_before_anything_has_arrived_is_still_one(cast: Cast) -> None:
    days = _come(cast, cast.ana)
    _move(cast, days[0])
    events.change(seat(cast.cara, days[0]), scope="onwards", area="Docks")
    (letter,) = _letters()
    assert "place has changed" in letter.body
    assert letter.body.count("before") == 1


def test_what_the_first_day_has_said_for_all_is_not_said_again_with_the_next_change(cast: Cast) -> None:
    days = _come(cast, cast.ana)
    _move(cast, days[0])
    assert len(_letters()) == 1
    events.change(seat(cast.cara, days[1]), scope="onwards", area="Docks")
    assert told(CHANGED, days[1], "mail")["ana"].data["what"] == ["place"]


def test_when_the_first_day_is_no_news_any_more_the_next_one_speaks(cast: Cast) -> None:
    days = _come(cast, cast.ana)
    _move(cast, days[0])
    rsvps.answer(seat(cast.ana, again(days[0]), Action.ANSWER_EVENT), "declined")
    events.cancel(seat(cast.cara, days[1]))
    letters = {letter.subject: letter.body for letter in _letters()}
    assert len(mail.outbox) == 2
    assert f"/events/{days[1].pk}/" in letters["An event is cancelled"]
    assert f"/events/{days[2].pk}/" in letters["An event has another time"]
    assert "… and 9 more days" in letters["An event has another time"]


def test_when_the_first_does_not_arrive_and_is_untrue_then_the_next_one_speaks(cast: Cast) -> None:
    days, kind = _come(cast, cast.ana), kind_of(CHANGED)
    assert kind is not None
    _move(cast, days[0])
    assert _let_go(Channel.MAIL) == [days[0].pk]
    outcomes.note(Dispatch.objects.get(state="sending"), kind, Outcome.LATER)
    _later(days[1:])
    assert _letters() == [], "they wait behind it"
    events.cancel(seat(cast.cara, days[0]))
    _later()
    assert Counter(letter.subject for letter in _letters()) == {
        "An event is cancelled": 1,
        "An event has another time": 1,
    }
    _later()
    assert _letters() == []


def test_who_has_read_of_the_first_day_hears_of_the_others(cast: Cast) -> None:
    days = _come(cast, cast.ana)
    _move(cast, days[0])
    Dispatch.objects.filter(channel="app").update(state="sent", sent_at=Now())
    inbox.read_about(cast.ana, days[0].pk)
    (letter,) = _letters()
    assert f"/events/{days[1].pk}/" in letter.body
    _later()
    inbox.read(cast.ana)
    assert _letters() == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_tells_it(cast: Cast) -> None:
    days = _come(cast, cast.ana, cast.ben, cast.nia)
    _move(cast, days[0])
    Dispatch.objects.update(state="pending", sent_at=None, send_at=Now())  # as though none had been awake on commit
    mail.outbox.clear()
    for _round in range(3):
        at_once([sending.send_due] * 6)
        _later()
    letters = Counter(letter.to[0] for letter in mail.outbox)
    assert letters == {person.email: 1 for person in (cast.ana, cast.ben, cast.nia)}
    assert not Dispatch.objects.filter(state="pending").exists()


def _come(cast: Cast, *people: Person) -> list[Occurrence]:
    days = plan_series(cast)
    for one in days:
        for person in people:
            answers(cast, one, person)
    return days


def _move(cast: Cast, first: Occurrence) -> None:
    events.change(seat(cast.cara, first), scope="onwards", clock=time(8))


def _letters() -> list[mail.EmailMessage]:
    """Those that go out now."""
    mail.outbox.clear()
    sending.send_due()
    return list(mail.outbox)


def _let_go(channel: Channel) -> list[object]:
    """What of a change would leave by this channel now: the days."""
    kind, token = kind_of(CHANGED), uuid4()
    assert kind is not None
    claimed = [pk for pk, _kind in sending._claim(channel, token, 1000)]
    return [one.subject for one in letting_go.let_go(kind, channel, claimed, token).going]


def _later(days: Sequence[Occurrence] = ()) -> None:
    """What waits is due; of these days alone, if any are named."""
    waiting = Dispatch.objects.filter(state="pending")
    (waiting.filter(subject__in=[one.pk for one in days]) if days else waiting).update(send_at=Now())
