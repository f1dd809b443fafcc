"""Mail over a real SMTP conversation: what the server does decides what becomes of the row, and what nobody can know is
never taken for known (reminders.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext

from community.models import Dispatch, Person
from community.notifications import File, Kind, Said, clock, outcomes, register, sending, tell
from community.notifications.channels.base import Outcome, Parcel
from community.notifications.channels.mail import letter
from tests.cast import Cast
from tests.community.bell import BELL, Bell, ring
from tests.site import free_port
from tests.smtp_server import Manner, SmtpServer

pytestmark = pytest.mark.django_db
State = Dispatch.State
PATIENCE_S = 0.4


@pytest.fixture
def server(settings) -> Iterator[SmtpServer]:  # type: ignore[no-untyped-def]
    with SmtpServer() as serving:
        settings.EMAIL_BACKEND = "community.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", serving.port
        settings.EMAIL_TIMEOUT = PATIENCE_S
        yield serving


def write_to(cast: Cast, *people: Person) -> None:
    tell(BELL, [ring(person, cast.brand, clock.now()) for person in people])


def send() -> dict[str, str]:
    """One round; the state of each person's mail by the name in the address."""
    sending.send_due()
    rows = Dispatch.objects.filter(channel="mail").select_related("person")
    return {row.person.email.split("@")[0]: row.state for row in rows if row.person}


def mail_of(person: Person) -> Dispatch:
    return Dispatch.objects.get(channel="mail", person=person)


def let_time_pass() -> None:
    """As if those that nobody brought back had been held too long, and every wait were over."""
    Dispatch.objects.filter(state=State.SENDING).update(claimed_until=Now())
    outcomes.reap()
    Dispatch.objects.filter(state=State.PENDING).update(send_at=Now())


def test_letters_of_one_round_go_over_one_connection(cast: Cast, server: SmtpServer) -> None:
    write_to(cast, cast.ana, cast.ben, cast.cara)
    assert send() == {"ana": "sent", "ben": "sent", "cara": "sent"}
    assert server.connections == 1
    assert sorted(one.to for one in server.letters) == [f"{name}@example.org" for name in ("ana", "ben", "cara")]
    assert all(one.told for one in server.letters)


def test_a_letter_has_all_that_its_reader_needs(cast: Cast, server: SmtpServer) -> None:
    write_to(cast, cast.ana)
    send()
    (taken,) = server.letters
    message = taken.message
    assert taken.message_id == f"<{mail_of(cast.ana).pk}@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(message["List-Unsubscribe"]).strip().startswith(f"<{settings.SITE_URL}/")
    assert message["Subject"] == "It rings"
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert page is not None
    assert "Somebody is at the door." in text.get_content()
    assert "Somebody is at the door." in page.get_content()


@pytest.mark.parametrize("refusal", [Manner(at_mail=550), Manner(at_rcpt=550), Manner(at_end=554)])
def test_what_is_refused_for_good_has_failed_and_is_not_tried_again(
    cast: Cast, server: SmtpServer, refusal: Manner
) -> None:
    server.nexts.append(refusal)
    write_to(cast, cast.ana)
    assert send() == {"ana": "failed"}
    let_time_pass()
    assert send() == {"ana": "failed"}
    assert server.commands["MAIL"] == 1
    assert not server.letters


@pytest.mark.parametrize(
    "trouble",
    [
        *(Manner(at_mail=451), Manner(at_rcpt=450), Manner(at_end=452), Manner(at_end=421), Manner(at_mail=421)),
        *(Manner(closes_at="greeting"), Manner(closes_at="mail"), Manner(closes_at="rcpt")),
    ],
)
def test_what_was_certainly_not_taken_is_tried_again_until_it_is(
    cast: Cast, server: SmtpServer, trouble: Manner
) -> None:
    server.nexts.extend([trouble] * 3)
    write_to(cast, cast.ana)
    for _ in range(3):
        assert send() == {"ana": "pending"}
        assert mail_of(cast.ana).unsure == 0
        let_time_pass()
    assert send() == {"ana": "sent"}
    assert len(server.letters) == 1


def test_the_wait_before_each_try_is_longer_than_the_one_before(cast: Cast, server: SmtpServer) -> None:
    server.manner = Manner(at_rcpt=450)
    write_to(cast, cast.ana)
    waits = []
    for _ in range(7):
        send()
        waits.append(round((mail_of(cast.ana).send_at - clock.now()).total_seconds()))
        Dispatch.objects.update(send_at=Now())
    assert waits == [30, 60, 120, 240, 480, 900, 900]


def test_nobody_listening_is_certainly_not_taken(cast: Cast, server: SmtpServer, settings) -> None:  # type: ignore[no-untyped-def]
    settings.EMAIL_PORT = free_port()
    write_to(cast, cast.ana, cast.ben)
    assert send() == {"ana": "pending", "ben": "pending"}
    settings.EMAIL_PORT = server.port
    let_time_pass()
    assert send() == {"ana": "sent", "ben": "sent"}


@pytest.mark.parametrize("ending", [Manner(silent=True), Manner(dies=True)])
def test_taken_and_not_said_so_is_sent_once_more_under_the_same_id_and_then_counted(
    cast: Cast, server: SmtpServer, ending: Manner
) -> None:
    server.manner = ending
    write_to(cast, cast.ana)
    assert send() == {"ana": "sending"}
    let_time_pass()
    assert send() == {"ana": "sending"}
    let_time_pass()
    assert send() == {"ana": "unknown"}
    assert server.ids() == {f"<{mail_of(cast.ana).pk}@localhost>": 2}


@pytest.mark.parametrize("ending", [Manner(silent=True), Manner(dies=True), Manner(closes_at="body")])
def test_unsure_once_and_taken_the_second_time_is_sent(cast: Cast, server: SmtpServer, ending: Manner) -> None:
    server.nexts.append(ending)
    write_to(cast, cast.ana)
    assert send() == {"ana": "sending"}
    let_time_pass()
    assert send() == {"ana": "sent"}
    assert mail_of(cast.ana).unsure == 1
    assert server.letters[-1].told


def test_a_server_that_is_slow_and_not_too_slow_is_waited_for(cast: Cast, server: SmtpServer) -> None:
    server.manner = Manner(delay_s=PATIENCE_S / 4)
    write_to(cast, cast.ana)
    assert send() == {"ana": "sent"}


@pytest.mark.parametrize("step", ["at_mail", "at_rcpt", "at_end"])
def test_one_letter_that_goes_wrong_keeps_no_other_from_arriving(cast: Cast, server: SmtpServer, step: str) -> None:
    server.nexts.append(Manner(**{step: 421}))  # type: ignore[arg-type]
    write_to(cast, cast.ana, cast.ben, cast.cara)
    states = sorted(send().values())
    assert states == ["pending", "sent", "sent"]


def test_a_server_that_hangs_up_on_one_letter_takes_the_next(cast: Cast, server: SmtpServer) -> None:
    server.nexts.append(Manner(at_mail=421))
    write_to(cast, cast.ana, cast.ben)
    assert sorted(send().values()) == ["pending", "sent"]
    assert server.connections == 2


def test_letters_after_one_of_which_nobody_knows_go_over_another_connection(cast: Cast, server: SmtpServer) -> None:
    server.nexts.append(Manner(silent=True))
    write_to(cast, cast.ana, cast.ben, cast.cara)
    assert sorted(send().values()) == ["sending", "sent", "sent"]
    assert server.connections == 2


def test_a_dead_address_fails_alone(cast: Cast, server: SmtpServer) -> None:
    server.by_address["ben@example.org"] = Manner(at_rcpt=550)
    write_to(cast, cast.ana, cast.ben, cast.cara)
    assert send() == {"ana": "sent", "ben": "failed", "cara": "sent"}


def test_a_letter_that_cannot_be_written_fails_alone(
    cast: Cast, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(parcel: Parcel) -> EmailMultiAlternatives:
        if parcel.person == cast.ben:
            raise ValueError("no such letter")
        return letter(parcel)

    monkeypatch.setattr("community.notifications.channels.mail.letter", broken)
    write_to(cast, cast.ana, cast.ben, cast.cara)
    assert send() == {"ana": "sent", "ben": "failed", "cara": "sent"}


def test_what_another_worker_has_taken_over_meanwhile_is_not_handed_over_again(
    cast: Cast, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first letter took so long that the reaper gave the others to somebody else."""
    note = outcomes.note

    def slowly(dispatch: Dispatch, kind: Kind, outcome: Outcome) -> str:
        Dispatch.objects.exclude(pk=dispatch.pk).filter(channel="mail").update(claimed_until=Now())
        outcomes.reap()
        return note(dispatch, kind, outcome)

    monkeypatch.setattr(outcomes, "note", slowly)
    write_to(cast, cast.ana, cast.ben)
    assert sorted(send().values()) == ["pending", "sent"]
    assert len(server.letters) == 1


def test_every_answer_of_a_server_is_waited_for_ten_seconds_at_most() -> None:
    assert settings.EMAIL_TIMEOUT == 10


class Speaking(Bell):
    """Says in which language and on which clock it speaks, under a title that a person wrote."""

    name = "test.speaking"
    title = "It rings"
    sign = "Stride"

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        noon = timezone.localtime(datetime(2026, 7, 1, 12, tzinfo=UTC))
        line = f"{gettext('Wednesday')}, {noon:%H:%M}"
        file = File("run.ics", "text/calendar; method=PUBLISH", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        said = Said(title=self.title, line=line, url="/", why="Because.", sign=self.sign, file=lambda: file)
        return {one.pk: said for one in dispatches}


def spoken(kind: Speaking, cast: Cast, person: Person) -> None:
    register(kind)
    tell(kind, [ring(person, cast.brand, clock.now())])
    sending.send_due()


def test_a_letter_speaks_its_readers_language_on_their_clock(cast: Cast, server: SmtpServer) -> None:
    Person.objects.filter(pk=cast.ana.pk).update(language="de", time_zone="Asia/Tokyo")
    spoken(Speaking(), cast, cast.ana)
    text = server.letters[0].message.get_body(("plain",))
    assert text is not None
    assert "Mittwoch, 21:00" in text.get_content()


def test_a_file_goes_along_as_it_is(cast: Cast, server: SmtpServer) -> None:
    spoken(Speaking(), cast, cast.ana)
    (file,) = server.letters[0].message.iter_attachments()
    assert file.get_filename() == "run.ics"
    assert file.get_content_type() == "text/calendar"
    assert file["Content-Type"].params["method"] == "PUBLISH"
    assert bytes(file.get_payload(decode=True)) == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028"])
def test_no_title_and_no_name_of_a_brand_can_write_a_header(cast: Cast, server: SmtpServer, end: str) -> None:
    kind = Speaking()
    kind.title, kind.sign = f"Run{end}Bcc: eve@example.org", f"Stride{end}X-Evil: yes"
    spoken(kind, cast, cast.ana)
    (taken,) = server.letters
    assert taken.to == "ana@example.org"
    assert server.commands["RCPT"] == 1
    assert taken.message["Subject"] == "Run Bcc: eve@example.org"
    assert taken.message["Bcc"] is None
    assert taken.message["X-Evil"] is None
