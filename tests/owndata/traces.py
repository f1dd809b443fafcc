"""A person with something everywhere, and the search for what is left of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import redis
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from community.models import Dispatch, IdempotencyKey, Person, Preference, Profile, PushSubscription, StaffInvite
from community.tokens import token_hash
from groups.actions import calendars
from groups.models import Attendance, Host, Invite, JoinRequest, Regular
from messaging import draft_words
from messaging.actions import messages
from messaging.held_words import lock_up
from messaging.models import Message, Participant, Pending, Pin, Room, RoomDraft
from moderation import statements
from moderation.models import Sanction
from tests.cast import Cast
from tests.groups.occurrences import answer, make_occurrence

NAME, BIO = "Ananda Unmistakable", "slow on every hill named Kilimandscharo"
WORD, OLD, HELD, ANSWER, VOUCH, REASON = (
    *("zanzibar", "quicksilver", "wolverine", "marzipan", "tangerine", "barracuda"),
)
OTHER_ADDRESS = "ananda.second@example.net"
MARKS = (NAME, BIO, WORD, OLD, HELD, ANSWER, VOUCH, REASON, OTHER_ADDRESS)


def live_a_little(cast: Cast) -> Person:
    """Ana, with words, edits, answers, invitations, devices and decisions in every table that may hold them."""
    ana, harbour, now = cast.ana, cast.harbour, timezone.now()
    talk, profile = cast.talk(harbour), cast.profile(cast.ana, harbour)
    profile.name, profile.bio = NAME, BIO
    profile.save()
    EmailAddress.objects.create(user=ana, email=OTHER_ADDRESS)
    edited = messages.send(ana, talk.pk, uuid4(), OLD)
    assert edited.mid
    messages.edit(ana, talk.pk, edited.mid, uuid4(), WORD)
    messages.react(ana, talk.pk, edited.mid, uuid4(), "👍", on=True)
    deleted = messages.send(ana, talk.pk, uuid4(), OLD)
    assert deleted.mid
    messages.delete(ana, talk.pk, deleted.mid, uuid4())
    _hold(talk, profile)
    _draft(talk, profile)
    run = make_occurrence(harbour)
    past = make_occurrence(harbour, ahead=-timedelta(days=2))
    for one in (run, past):
        answer(one, ana, answer=ANSWER)
        Host.objects.create(occurrence=one, profile=profile)
    Attendance.objects.create(occurrence=past, profile=profile, there=True, ticked_at=now, ticked_by=profile)
    Regular.objects.create(event=run.event, profile=profile)
    calendars.make(ana)
    _invitations(cast, ana)
    sanctioned(profile, kind="remove", reason=REASON)
    Preference.objects.create(person=ana, kind="talk.mention", channel="mail", mode="off")
    PushSubscription.objects.create(person=ana, endpoint=f"https://push.example.org/{WORD}", p256dh="B", auth="A")
    IdempotencyKey.objects.create(person=ana, key_mac=b"1" * 32, fingerprint=b"2" * 32)
    times = {"due_at": now, "send_at": now, "useful_until": now}
    Dispatch.objects.create(kind="member.removed", person=ana, channel="app", subject=uuid4(), **times)
    Dispatch.objects.create(kind="join.decided", address=ana.email, channel="mail", subject=uuid4(), **times)
    cast.client(ana)
    return ana


@transaction.atomic
def sanctioned(
    profile: Profile, kind: str = "warning", decided_by: Profile | None = None, reason: str = "Be kind to each other."
) -> Sanction:
    made = Sanction.objects.create(
        profile=profile, space=profile.space, kind=kind, reason=reason, decided_by=decided_by
    )
    statements.write(made, "unkind", content_date=timezone.now().date(), reported=True)
    return made


def _draft(talk: Room, profile: Profile) -> None:
    seat = Participant.objects.get(room=talk, profile=profile)
    Pin.objects.create(room=talk, message=Message.objects.filter(room=talk).earliest("seq"), place=1, by=profile)
    RoomDraft.objects.create(participant=seat, words=draft_words.lock_up(seat.pk, HELD), version=1)


def _hold(talk: Room, profile: Profile) -> None:
    pk, until = uuid4(), timezone.now() + timedelta(hours=1)
    given = {"room": talk, "cid": uuid4(), "mac": b"m" * 16, "rule": "phone", "until": until}
    Pending.objects.create(pk=pk, actor=profile, words=lock_up(pk, HELD), **given)


def _invitations(cast: Cast, ana: Person) -> None:
    soon, harbour = timezone.now() + timedelta(days=3), cast.harbour
    given = {"group": harbour, "expires_at": soon, "vouch": VOUCH}
    mine, theirs = cast.profile(ana, harbour), cast.profile(cast.cara, harbour)
    Invite.objects.create(inviter=mine, token_hash=b"a" * 32, email="friend@example.org", **given)
    came = Invite.objects.create(inviter=theirs, token_hash=b"b" * 32, email=ana.email, **given)
    charter = cast.membership(ana, harbour).charter
    asked = JoinRequest.objects.create(
        group=harbour, invite=came, person=ana, name=NAME, charter=charter, state="admitted", decided_at=soon
    )
    cast.membership(ana, harbour)
    asked.memberships.set([cast.membership(ana, harbour)])
    StaffInvite.objects.create(
        brand=cast.brand, kind="voice", email=ana.email, token_hash=token_hash(str(uuid4())), expires_at=soon
    )


def in_the_database(*marks: str) -> set[str]:
    """Where one of these stands, in any column of any table, whatever its type."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows = [row.lower() for (row,) in cursor.fetchall()]
            hexed = {mark: mark.encode().hex() for mark in marks}
            found |= {f"{table}: {mark}" for mark in marks for row in rows if mark.lower() in row or hexed[mark] in row}
    return found


def in_files(folder: Path, *marks: str) -> set[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {f"{path.name}: {mark}" for path in files for mark in marks if mark.encode() in path.read_bytes()}


def in_redis(*marks: str) -> set[str]:
    """Keys and values of caches, counters and queues."""
    client, found = redis.Redis.from_url(settings.REDIS_URL), set()
    for key in client.scan_iter():
        held = key + (client.dump(key) or b"")
        found |= {f"{key!r}: {mark}" for mark in marks if mark.encode() in held}
    return found
