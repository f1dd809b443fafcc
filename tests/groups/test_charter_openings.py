"""Tightening a charter is instant; loosening takes seven days' notice to all, with the way out beside it (trust.md
R7)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from community.errors import Conflict, NotFound
from community.models import Channel, Dispatch
from community.surface import Action
from groups.access import Place, load_group, opening_of
from groups.actions import charters, leaving, openings
from groups.actions.retention import words_go_before
from groups.models import Charter, CharterOpening
from groups.tasks import open_charters
from messaging.access import history
from messaging.access.rooms import load_room
from messaging.actions import messages
from messaging.models import RoomEvent
from tests.cast import Cast, join, make_person
from tests.groups.notices import notice_is_over
from tests.groups.pages import make_invite, text

GROUP = "/g/harbour-runners/"
DAY = timedelta(days=1)


def captain(cast: Cast) -> Place:
    return load_group(cast.cara, cast.harbour.pk, Action.CHANGE_CHARTER)


def charter(cast: Cast) -> Charter:
    return Charter.objects.filter(group=cast.harbour).latest("version")


def test_everybody_is_told_and_it_holds_seven_days_later_once(cast: Cast) -> None:
    made = openings.announce(captain(cast), history="shared")
    assert made.opens_at == made.announced_at + 7 * DAY
    told = Dispatch.objects.filter(kind="charter.opens", subject=made.pk, channel=Channel.APP)
    assert set(told.values_list("person", flat=True)) == {p.pk for p in (cast.cara, cast.ana, cast.ben, cast.nia)}
    notice_is_over(made, but=timedelta(minutes=1))
    open_charters()
    assert charter(cast).version == 1
    notice_is_over(made, but=7 * DAY - timedelta(minutes=1))
    open_charters()
    open_charters()
    assert (charter(cast).version, charter(cast).history) == (2, "shared")
    made.refresh_from_db()
    assert made.charter == charter(cast)
    assert opening_of(cast.harbour) is None


def test_what_was_said_before_stays_as_it_was_promised(cast: Cast) -> None:
    talk = cast.talk(cast.harbour)
    messages.send(cast.ana, talk.pk, uuid4(), "said under the old promise")
    notice_is_over(openings.announce(captain(cast), history="shared"))
    open_charters()
    messages.send(cast.ana, talk.pk, uuid4(), "said under the new one")
    guest = make_person("wim")
    join(guest, cast.harbour, ago=timedelta())
    seen = [line.body for line in history(load_room(guest, talk.pk, Action.READ_MESSAGES)).messages]
    assert seen == ["said under the new one"]


def test_a_longer_life_is_for_words_said_from_then_on(cast: Cast) -> None:
    now = timezone.now()
    Charter.objects.filter(group=cast.harbour).get()
    for version, days, ago in ((2, 30, 60), (3, 10, 20)):
        at = now - ago * DAY
        Charter.objects.create(group=cast.harbour, version=version, retention_days=days, created_at=at)
    assert words_go_before(cast.harbour, now) == now - 10 * DAY
    notice_is_over(openings.announce(captain(cast), retention_days=300))
    open_charters()
    opened = charter(cast).created_at
    for ago, left in ((1, 9), (9, 1)):  # before the opening, so gone after ten days
        assert words_go_before(cast.harbour, opened + ago * DAY) == opened - left * DAY
    assert words_go_before(cast.harbour, opened + 200 * DAY) == opened
    assert words_go_before(cast.harbour, opened + 301 * DAY) == opened + DAY


def test_it_can_be_taken_back_until_it_holds(cast: Cast) -> None:
    made = openings.announce(captain(cast), history="shared")
    openings.take_back(captain(cast), made)
    openings.take_back(captain(cast), made)
    notice_is_over(made)
    open_charters()
    assert charter(cast).version == 1
    assert not Dispatch.objects.filter(kind="charter.opens", state="pending").exists()
    lines = RoomEvent.objects.filter(kind="room.update").order_by("seq").values_list("data", flat=True)
    assert [line["what"] for line in lines] == ["charter_opens", "charter_stays"]
    other = openings.announce(captain(cast), history="shared")
    notice_is_over(other)
    open_charters()
    with pytest.raises(NotFound):
        openings.take_back(captain(cast), other)


def test_a_tightening_meanwhile_wins(cast: Cast) -> None:
    charters.change(captain(cast), retention_days=90)
    made = openings.announce(captain(cast), retention_days=300)
    charters.change(captain(cast), retention_days=30)
    notice_is_over_without_end(made)
    open_charters()
    assert charter(cast).retention_days == 30
    made.refresh_from_db()
    assert made.taken_back_at is not None


def notice_is_over_without_end(made: CharterOpening) -> None:
    notice_is_over(made)
    assert CharterOpening.objects.get(pk=made.pk).opens_at <= timezone.now()


def test_tightening_something_else_leaves_the_announcement_standing(cast: Cast) -> None:
    made = openings.announce(captain(cast), history="shared")
    charters.change(captain(cast), retention_days=30)
    notice_is_over(made)
    open_charters()
    assert (charter(cast).retention_days, charter(cast).history) == (30, "shared")


def test_only_what_is_weaker_is_announced_and_one_at_a_time(cast: Cast) -> None:
    for terms in ({}, {"retention_days": 30}, {"history": "from_join"}, {"history": "shared", "retention_days": 30}):
        with pytest.raises(Conflict) as refused:
            openings.announce(captain(cast), **terms)  # type: ignore[arg-type]
        assert refused.value.code == "no_opening"
    openings.announce(captain(cast), history="shared")
    charters.change(captain(cast), retention_days=30)
    with pytest.raises(Conflict) as refused:
        openings.announce(captain(cast), retention_days=300)
    assert refused.value.code == "opening_waits"


def test_the_form_says_what_is_weaker_and_asks_once_more(cast: Cast) -> None:
    cara = cast.client(cast.cara)
    terms = {"inviters": "captain", "approval": "captain", "history": "shared", "brand_presence": "speaking"}
    typed = {**terms, "retention_days": 90, "size_cap": 50}
    asked = cara.post(f"{GROUP}charter/", typed)
    assert asked.status_code == 422
    assert "Weaker than before: What newcomers see." in asked.content.decode()
    assert charter(cast).version == 1
    assert cara.post(f"{GROUP}charter/", {**typed, "announce": "yes"}).status_code == 302
    made = charter(cast)
    assert (made.version, made.retention_days, made.approval, made.history) == (2, 90, "captain", "from_join")
    assert opening_of(cast.harbour) is not None


def test_every_member_finds_what_changes_with_the_way_out_beside_it(cast: Cast) -> None:
    made = openings.announce(captain(cast), history="shared")
    ana, cara = cast.client(cast.ana), cast.client(cast.cara)
    assert "It opens further on" in text(ana, f"{GROUP}trust/")
    page = text(ana, f"{GROUP}charter/opening/")
    assert "Newcomers see what was said" in page
    assert f"{GROUP}leave/" in page
    assert "Take it back" not in page
    assert "The charter is to open further" in text(ana, GROUP)
    _invite, token = make_invite(cast)
    assert "the charter opens further" in text(cast.client(cast.eve), f"/i/{token}/join/")
    take_back = f"{GROUP}charter/openings/{made.pk}/take-back/"
    assert "Take it back" in text(cara, f"{GROUP}charter/opening/")
    assert ana.post(take_back).status_code == 403
    assert cara.post(take_back).status_code == 302
    assert "Nothing is announced" in text(ana, f"{GROUP}charter/opening/")


def test_apps_announce_and_take_back(cast: Cast) -> None:
    base = f"/api/v1/groups/{cast.harbour.pk}/charter/openings"
    cara, ana = cast.api(cast.cara), cast.api(cast.ana)
    made = cara.post(base, {"history": "shared"}, format="json", headers={"Idempotency-Key": str(uuid4())})
    assert made.status_code == 201, made.content
    assert ana.get(base).json()["items"][0]["history"] == "shared"
    assert ana.delete(f"{base}/{made.json()['id']}").status_code == 403
    assert cara.delete(f"{base}/{made.json()['id']}").status_code == 204
    assert ana.get(base).json()["items"][0]["taken_back_at"] is not None


def test_nobody_is_told_of_a_group_they_have_left(cast: Cast) -> None:
    made = openings.announce(captain(cast), history="shared")
    assert "The charter of Harbour Runners" in text(cast.client(cast.ana), "/inbox/") or Dispatch.objects.filter(
        subject=made.pk, person=cast.ana
    )
    leaving.leave(load_group(cast.ana, cast.harbour.pk, Action.LEAVE), words="keep")
    assert "The charter of Harbour Runners" not in text(cast.client(cast.ana), "/inbox/")
