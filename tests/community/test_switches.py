"""The page with every switch: all that can be said there is kept, or refused beside the field it is about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from community.actions import reach
from community.models import Dispatch, Preference, Reach
from community.notifications import all_kinds, clock, sending, tell
from community.reach_forms import ReachForm, lead_words
from tests.cast import Cast
from tests.community.bell import ALARM, BELL, ring

pytestmark = pytest.mark.django_db
PAGE = "/me/notifications/"


def filled(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What a browser sends when Ana changes these fields (None: takes the tick away) and leaves the others."""
    form = ReachForm(cast.ana)
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in (data | changes).items() if value not in (False, None)}
    return {name: "on" if value is True else value for name, value in data.items()}


def keeps(cast: Cast, **changes: Any) -> Client:
    client = cast.client(cast.ana)
    answer = client.post(PAGE, filled(cast, **changes))
    assert (answer.status_code, answer.headers.get("Location")) == (302, PAGE)
    return client


def text(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_kind_stands_there_at_an_address_of_its_own(cast: Cast) -> None:
    page = text(cast.client(cast.ana))
    assert len(all_kinds()) > 8
    for kind in all_kinds():
        assert f'id="{kind.name}"' in page, kind.name
        assert str(kind.label) in page or kind.opt_in, kind.name


def test_the_form_as_it_stands_changes_nothing(cast: Cast) -> None:
    before = reach.modes_of(cast.ana)
    keeps(cast)
    assert reach.modes_of(cast.ana) == before
    assert not Preference.objects.exists()
    assert reach.reach_of(cast.ana).leads == [1440, 120]


def test_a_switch_is_kept_and_the_others_stay(cast: Cast) -> None:
    before = reach.modes_of(cast.ana)
    client = keeps(cast, **{"test.bell.push": None, "test.bell.mail": "fallback"})
    changed = {switch: mode for switch, mode in reach.modes_of(cast.ana).items() if before[switch] != mode}
    assert changed == {("test.bell", "push"): "off", ("test.bell", "mail"): "fallback"}
    assert re.search(r'<option value="fallback" selected>', text(client))


def test_what_concerns_safety_has_no_switch_and_says_why(cast: Cast) -> None:
    page = text(cast.client(cast.ana))
    assert f'name="{ALARM.name}.mail"' not in page
    assert "it concerns your safety" in page
    keeps(cast, **{f"{ALARM.name}.mail": "off"})
    assert reach.modes_of(cast.ana)[ALARM.name, "mail"] == "on"


def test_quiet_hours_can_be_moved_and_switched_off_and_on_again(cast: Cast) -> None:
    keeps(cast, quiet_from="23:15", quiet_to="06:30")
    held = reach.reach_of(cast.ana)
    assert (held.quiet_from, held.quiet_to) == (time(23, 15), time(6, 30))
    client = keeps(cast, quiet=None)
    held = reach.reach_of(cast.ana)
    assert held.quiet_from == held.quiet_to
    assert 'value="22:00"' in text(client)
    keeps(cast, quiet=True)
    held = reach.reach_of(cast.ana)
    assert (held.quiet_from, held.quiet_to) == (time(22), time(7))


def test_reminders_come_when_one_says(cast: Cast) -> None:
    client = keeps(cast, leads=["10080", "60"])
    assert reach.reach_of(cast.ana).leads == [10080, 60]
    assert len(re.findall(r'name="leads" value="(?:60|10080)"[^>]*checked', text(client))) == 2
    keeps(cast, leads=None)
    assert reach.reach_of(cast.ana).leads == []


def test_a_lead_that_an_app_has_set_stays_a_choice(cast: Cast) -> None:
    reach.set_reach(cast.ana, leads=[45])
    client = keeps(cast)
    assert reach.reach_of(cast.ana).leads == [45]
    assert ">45 minutes<" in text(client)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quiet_to": "16:00"}, "Quiet hours last fourteen hours at most."),
        ({"quiet_to": "late"}, "Enter a valid time."),
        ({"leads": ["30", "60", "120", "180", "720", "1440"]}, "Up to five reminders, each within the week before."),
        ({"leads": ["17"]}, "Select a valid choice. 17 is not one of the available choices."),
        ({"test.bell.mail": "sometimes"}, "Select a valid choice. sometimes is not one of the available choices."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept_or_lost(
    cast: Cast, changes: dict[str, Any], words: str
) -> None:
    data = filled(cast, **{"digest": True, "test.quiet_bell.push": None, **changes})
    answer = cast.client(cast.ana).post(PAGE, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    (field,) = changes
    assert re.search(rf'id="id_{re.escape(field)}_error">\s*<p class="error">.*{re.escape(words)}', page)
    assert re.search(r'name="digest"[^>]*checked', page)
    assert not re.search(r'name="test.quiet_bell.push"[^>]*checked', page)
    assert not Preference.objects.exists()
    assert not Reach.objects.exists()


def test_the_digest_is_asked_for_here_and_stopped_by_its_mail(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BELL, "opt_in", "digest", raising=False)
    keeps(cast, digest=True)
    assert reach.reach_of(cast.ana).digest
    assert f'name="{BELL.name}.mail"' not in text(cast.client(cast.ana))
    reach.stop_mail(cast.ana, BELL)
    assert not reach.reach_of(cast.ana).digest
    assert not Preference.objects.exists()


def test_every_mail_leads_to_the_switch_that_is_its_own(cast: Cast) -> None:
    tell(BELL, [ring(cast.ana, cast.brand, clock.now())])
    sending.send_due()
    (letter,) = mail.outbox
    (anchor,) = re.findall(r"/me/notifications/#(\S+)", str(letter.body))
    assert f'id="{anchor}"' in text(cast.client(cast.ana))


def test_me_leads_to_the_switches(cast: Cast) -> None:
    assert f'href="{PAGE}"' in cast.client(cast.ana).get("/me/").content.decode()


@pytest.mark.parametrize(
    ("lead", "words"),
    [(30, "30 minutes"), (60, "1 hour"), (720, "12 hours"), (1440, "1 day"),
     (10080, "7 days")],
)  # fmt: skip
def test_a_lead_is_said_in_its_largest_unit(lead: int, words: str) -> None:
    assert lead_words(lead) == words


def test_quiet_hours_take_the_clock_of_the_device_where_none_was_chosen(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert "You have not chosen a time zone" in text(client) and 'href="/me/#settle"' in text(client)
    client.cookies["tz"] = "Asia/Tokyo"
    page = text(client)
    assert "On your clock, Asia/Tokyo." in page and "You have not chosen" not in page
    cast.ana.refresh_from_db()
    assert cast.ana.time_zone == "Asia/Tokyo", "it is what is kept that quiet hours go by"
    client.cookies["tz"] = "America/Lima"  # on a journey
    assert "On your clock, Asia/Tokyo." in text(client)


def test_what_waits_for_the_morning_follows_the_clock_of_the_device(cast: Cast) -> None:
    begin = (clock.now() - timedelta(hours=1)).replace(second=0, microsecond=0)
    reach.keep(cast.ana, {}, quiet_from=begin.time(), quiet_to=(begin + timedelta(hours=6)).time())
    tell(BELL, [replace(ring(cast.ana, cast.brand, clock.now()), useful_until=clock.now() + timedelta(days=1))])
    end = Dispatch.objects.get(channel="mail").send_at
    client = cast.client(cast.ana)
    client.cookies["tz"] = "Etc/GMT+1"
    text(client)
    assert Dispatch.objects.get(channel="mail").send_at == end + timedelta(hours=1)
