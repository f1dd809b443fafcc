"""The demo is believable, the same everywhere, made once, and never outside a demo."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from community.access import is_operator, managed_brands
from community.models import Person
from groups.access import my_requests
from groups.demo import habits, polls, shown, talk
from groups.demo.cast import CREWS, LINKS, PEOPLE, Crew
from groups.demo.clock import BERLIN
from groups.demo.people import person_of
from groups.demo.scenes import read_scenes
from groups.demo.script import Script, Turn
from groups.models import BrandSeat, Event, Group, Membership, NightLock, Occurrence, Regular, Role, Rsvp
from groups.overview import overview
from messaging import ballot_box
from messaging.access import unread_counts
from messaging.models import (
    Direct,
    Media,
    Mention,
    Message,
    Participant,
    Pin,
    Poll,
    Reaction,
    Room,
    RoomDraft,
    RoomEvent,
)
from moderation.screening import Content, screen

TODAY = datetime(2026, 11, 23, 17, 40, tzinfo=UTC)


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True
    settings.PUSH_LOCAL_ENDPOINTS = [f"{settings.SITE_URL}/demo/push/"]


def test_the_three_groups_say_two_thousand_things_and_more() -> None:
    assert sum(len(_turns(crew)) for crew in CREWS) >= 2000


@pytest.mark.parametrize("crew", CREWS, ids=lambda crew: crew.name)
def test_nobody_repeats_anybody_within_a_screen_or_two(crew: Crew) -> None:
    last: dict[str, int] = {}
    for number, turn in enumerate(one for one in _turns(crew) if one.words):
        assert number - last.get(turn.words, -1000) > 80, turn.words
        last[turn.words] = number


@pytest.mark.parametrize("crew", CREWS, ids=lambda crew: crew.name)
def test_the_talk_is_in_the_order_of_time_and_has_no_gap_left_open(crew: Crew) -> None:
    turns = _turns(crew)
    assert all(before.at <= after.at for before, after in pairwise(turns))
    assert turns[-1].at <= TODAY
    assert turns[0].at > TODAY - timedelta(weeks=5, days=2)
    assert not [turn.words for turn in turns if "{" in turn.words or "||" in turn.words]
    assert len({turn.cid for turn in turns}) == len(turns)


@pytest.mark.django_db
def test_the_groups_plan_something_and_it_is_planned_once(demo: None) -> None:
    call_command("seed_demo", "--people", stdout=StringIO())
    harbour = Group.objects.get(name="Harbour Runners")
    lamps = Occurrence.objects.get(title="Lamps through the old tunnel")
    assert Counter(lamps.rsvps.values_list("state", flat=True)) == {"going": 6, "waitlisted": 3}
    assert lamps.rsvps.get(profile__person=person_of("ana")).state == "waitlisted"
    loop = Occurrence.objects.filter(title="Easy harbour loop").order_by("starts_at")
    assert loop.count() >= 12
    assert loop[0].paces.count() == 3
    assert [one.status for one in loop[:5]] == ["planned", "planned", "planned", "cancelled", "planned"]
    assert Regular.objects.filter(event=loop[0].event_id).count() == 2
    been = Occurrence.objects.get(title="Breakfast by the locks")
    assert Counter(been.attendance.values_list("there", flat=True)) == {True: 5, False: 1}
    before = Event.objects.count(), Rsvp.objects.count()
    call_command("seed_demo", "--people", stdout=StringIO())
    assert (Event.objects.count(), Rsvp.objects.count()) == before
    assert Event.objects.filter(group=harbour).count() == 4


def test_captains_alone_write_notices_and_people_speak_their_languages() -> None:
    for crew in CREWS:
        assert {turn.key for turn in _turns(crew) if turn.notice} == {crew.captain}
    written = {turn.key for turn in _turns(CREWS[0]) if any("\u0600" <= letter <= "\u06ff" for letter in turn.words)}
    assert written and all("ar" in PEOPLE[key].speaks for key in written)
    languages = Counter(scene.language for scene in read_scenes())
    assert set(languages) == {"en", "de", "ar", "tr", "es"}


def test_no_line_of_the_demo_would_be_stopped_by_screening() -> None:
    for scene in read_scenes():
        for line in scene.lines:
            for words in line.versions:
                _passes(words)
    for words in [*(one.words for one in shown.SAID), *(words for _who, _to, words in habits.BETWEEN), *_asked()]:
        _passes(words)


def _passes(words: str) -> None:
    assert screen(Content("message", words, "member", ())).action == "allow", words  # type: ignore[arg-type]


def test_somebody_joins_today_and_is_welcomed_in_a_language_they_write() -> None:
    turns = _turns(CREWS[0])
    (arrival,) = [number for number, turn in enumerate(turns) if turn.key == "nia" and not turn.words]
    assert turns[arrival].at.astimezone(BERLIN).date() == TODAY.astimezone(BERLIN).date()
    assert [turn.key for turn in turns[arrival + 1 : arrival + 2]] == ["cara"]
    assert "Hi everybody" in next(turn.words for turn in turns if turn.key == "nia" and turn.words)


def test_the_script_is_the_same_every_time() -> None:
    assert _turns(CREWS[2]) == _turns(CREWS[2])


@pytest.mark.parametrize("command", ["seed_demo", "demo_links"])
@pytest.mark.parametrize(("demo", "production"), [(False, False), (False, True), (True, True)])
def test_outside_a_demo_nothing_is_made(settings: Any, db: None, command: str, demo: bool, production: bool) -> None:
    settings.DEMO, settings.PRODUCTION = demo, production
    with pytest.raises(CommandError, match="SNUG_DEMO=1"):
        call_command(command)
    assert not Person.objects.exists()


@pytest.mark.slow
def test_a_demo_is_made_once_and_goes_on_where_it_was_stopped(
    demo: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk, "crews_of_today", _short(talk.crews_of_today))
    call_command("seed_demo", "--people", stdout=StringIO())
    _people_are_who_the_links_say()
    with pytest.raises(_Stopped):
        talk.make_talk(_stop_at_once)
    assert 0 < Message.objects.count() < 400
    out = StringIO()
    call_command("seed_demo", "--talk", stdout=out)
    said, counts = Message.objects.count(), unread_counts(person_of("ana"))
    assert said == len(_messages()) + len(shown.SAID) + 1 + len(polls.POLLS) + len(habits.BETWEEN)
    assert f"talk {len(_everything())}/{len(_everything())}" in out.getvalue()
    _what_people_do_is_shown()
    _two_polls_are_answered()
    moods, pages = Reaction.objects.count(), RoomEvent.objects.count()
    call_command("seed_demo", stdout=StringIO())
    assert Message.objects.count() == said
    assert (Reaction.objects.count(), RoomEvent.objects.count()) == (moods, pages)
    assert unread_counts(person_of("ana")) == counts
    _the_last_hours_look_alive()
    call_command("trustcheck", stdout=StringIO())


def _people_are_who_the_links_say() -> None:
    assert set(LINKS) <= set(PEOPLE)
    assert is_operator(person_of("olga"))
    assert [brand.name for brand in managed_brands(person_of("maya"))] == ["Stride"]
    assert [brand.name for brand in managed_brands(person_of("otto"))] == ["Ostwind"]
    assert {group.active_count for group in Group.objects.all()} <= set(range(8, 31))
    captains = Membership.objects.captains().values_list("profile__name", flat=True)
    assert set(captains) == {"Cara", "Jonas", "Hal"}
    assert Membership.objects.filter(profile__person=person_of("dov")).get().ending == "removed"
    assert not Membership.objects.filter(profile__person=person_of("eve")).exists()
    assert my_requests(person_of("milo")).count() == 1
    assert set(BrandSeat.objects.values_list("state", flat=True)) == {"listening", "speaking"}
    assert Membership.objects.filter(role=Role.MEMBER, profile__person=person_of("ben")).count() == 3


def _asked() -> list[str]:
    return [words for one in polls.POLLS for words in (one.question, *one.options)]


def _two_polls_are_answered() -> None:
    secret, visible = Poll.objects.order_by("asked_at")
    assert (secret.secret, secret.handed, secret.ballots.count()) == (True, 7, 7)
    assert secret.closed_at is not None
    assert ballot_box.read(secret.pk, bytes(secret.box or b"")) == [1, 2, 4]
    assert (visible.multiple, visible.secret, visible.closed_at, visible.votes.count()) == (True, False, None, 8)
    assert visible.closes_at is not None and visible.closes_at > timezone.now()


def _what_people_do_is_shown() -> None:
    talk = Room.objects.get(space=Group.objects.get(name="Harbour Runners").pk, kind=Room.Kind.TALK)
    said = Message.objects.filter(room=talk)
    photos = Media.objects.filter(message__room=talk, kind=Media.Kind.PHOTO)
    assert [bool(one.alt) and one.width > one.height for one in photos] == [True, True]
    assert Media.objects.get(message__room=talk, kind=Media.Kind.FILE).name == "Long run to Blankenese.pdf"
    assert said.filter(reply_to__isnull=False).count() >= 4
    assert said.filter(edited_at__isnull=False).count() == said.filter(deleted_at__isnull=False).count() == 1
    assert set(Mention.objects.filter(message__room=talk).values_list("what", flat=True)) == {"person", "captain"}
    assert Counter(Pin.objects.values_list("room__kind", flat=True)) == {"talk": 1, "notices": 1}
    assert Counter(one.opened_at is None for one in Direct.objects.all()) == {False: 2, True: 1}
    assert Reaction.objects.filter(message__room=talk).values("emoji").distinct().count() >= 8
    assert Participant.objects.filter(hushed_at__isnull=False).get().profile.name == "Ben"
    assert RoomDraft.objects.get().participant.profile.name == "Ana"
    assert NightLock.objects.get().group.name == "Hill Club"
    assert {person_of("yusuf").language, person_of("lena").language} == {"ar", "de"}


def _the_last_hours_look_alive() -> None:
    lines = {line.name: line for line in overview(person_of("ana"))}
    assert {line.unread for line in lines.values()} & set(range(1, 8))
    nia = overview(person_of("nia"))
    assert [line.name for line in nia] == ["Harbour Runners"]
    first = RoomEvent.objects.filter(kind="member.join", actor__person=person_of("nia")).order_by("room__kind")
    assert first.count() == 2


class _Stopped(Exception):
    pass


def _stop_at_once(done: int, of: int) -> None:
    raise _Stopped


def _short(real: Any) -> Any:
    """The demo's groups, with a tenth of their talk and the last days whole."""

    def crews() -> list[tuple[Crew, Group, datetime]]:
        return [(_less(crew), group, today) for crew, group, today in real()]

    return crews


def _less(crew: Crew) -> Crew:
    return Crew(
        **{name: getattr(crew, name) for name in Crew.__dataclass_fields__ if name != "share"}, share=crew.share // 5
    )


def _everything() -> list[Turn]:
    return [turn for crew, group, today in talk.crews_of_today() for turn in Script(crew, group.pk, today).turns()]


def _messages() -> list[Turn]:
    return [turn for turn in _everything() if turn.words]


def _turns(crew: Crew) -> list[Turn]:
    return Script(crew, UUID(int=7), TODAY).turns()
