"""The cast with something of everything in Harbour Runners, and the eleven who try each door (trust.md)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import models, transaction
from django.test import Client
from django.utils import timezone

from community.actions import sessions
from community.models import Brand, BrandLogo, Channel, Dispatch, LetGo, Person, PushSubscription, Role, StaffInvite
from community.notifications import unsubscribing
from community.tokens import new_token, token_hash
from groups.actions import calendars, event_rooms
from groups.actions.arriving import code_for
from groups.actions.locks import lock_occurrences
from groups.models import (
    BrandSeat,
    BreakGlass,
    Charter,
    Group,
    Host,
    Invite,
    JoinRequest,
    Membership,
    Occurrence,
    Outreach,
)
from messaging.models import Message, Participant, Poll, Room, RoomEvent
from moderation.actions import audits, rules
from moderation.models import AuditCheck, Rule, YearlyReport
from moderation.yearly.counting import numbers
from tests.cast import Cast, assemble, make_person, seat_brand, sign_in
from tests.groups.glasses import opens
from tests.groups.occurrences import answer, plan
from tests.matrix.actors import Actor, actors_of
from tests.matrix.brand_things import captains_invite, glass_of_another, opening, outreach, reuse
from tests.matrix.caseload import take_up
from tests.matrix.directs import between_two
from tests.matrix.holding import held_by, held_of_all
from tests.matrix.invited import staff_invites
from tests.matrix.own import asked_erasure, ready_export, stay_fresh
from tests.matrix.walker import Route

SECRET = "JBSWY3DPEHPK3PXP"
_OWN_THINGS = ("object_id", "mid", "cid", "session", "subscription", "item", "export")


@dataclass
class Stage:
    cast: Cast
    actors: dict[str, Actor]
    clients: dict[str, Client]
    fillers: dict[str, str]
    token: str
    feed_token: str
    staff_tokens: dict[str, str]
    tables: Mapping[type[models.Model], Any]
    messages: dict[tuple[str, str], uuid.UUID]
    held: dict[tuple[str, str], uuid.UUID]

    def values(self, route: Route, actor: Actor) -> dict[str, str]:
        """Real ids of Harbour Runners, and of the actor's own where a thing can only be one's own."""
        values = dict(self.fillers)
        model_admin = route.model_admin
        if model_admin is not None and "object_id" in route.parameters:
            values["object_id"] = str(self.tables[model_admin.model])
        if "token" in route.parameters:
            others = {"people:staff": self.staff_tokens[actor.name], "groups:feed": self.feed_token}
            values["token"] = others.get(route.name, self.token)
        if route.name == "own:receipt":
            values["token"] = asked_erasure(self.cast.eve)
        if route.name == "people:unsubscribe":
            values["token"] = unsubscribing.url(_item(actor.person or self.cast.cara)).rstrip("/").rpartition("/")[2]
        room = "notices" if "/notices/" in route.path else "event" if "/talk/" in route.path else "talk"
        room = "direct" if route.path.startswith("direct/") else room
        values["mid"] = str(self.messages.get((actor.name, room)) or self.messages["captain", room])
        values["cid"] = str(self.held.get((actor.name, room)) or self.held["captain", room])
        if "/poll/" in f"{route.path}/":
            values["mid"] = str(self.messages["standing", room])
        if route.name in ("groups:ask_reuse", "groups:hide") or "<uuid:mid>/hidden" in route.path:
            values["mid"] = str(self.messages["settled member", "talk"])
        if "pk" in route.parameters:
            values["pk"] = str(self._own(route, actor.person or self.cast.cara))
        if "item" in route.parameters:
            values["item"] = str(_item(actor.person or self.cast.cara).pk)
        if "session" in route.parameters:
            values["session"] = str(sessions.public_id(self._session(actor.person or self.cast.cara)))
        if "export" in route.parameters:
            values["export"] = str(ready_export(actor.person or self.cast.cara))
        if "subscription" in route.parameters:
            values["subscription"] = str(self._pushed_to(actor.person or self.cast.cara))
        if route.path.startswith("me/devices/") and actor.person is not None:
            Authenticator.objects.create(user=actor.person, type=Authenticator.Type.TOTP, data={"secret": SECRET})
        return values

    def _own(self, route: Route, person: Person) -> int:
        """A passkey, or a session besides this one: things that are nobody else's."""
        if "passkeys" in route.path:
            data = {"name": "phone", "credential": {}}
            return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data).pk
        return UserSession.objects.get(session_key=self._session(person)).pk

    def _session(self, person: Person) -> str:
        """The key of another session of theirs."""
        key = sign_in(Client(), person).session.session_key
        assert key is not None
        UserSession.objects.get_or_create(session_key=key, defaults={"user": person, "ip": "127.0.0.1"})
        return key

    def _pushed_to(self, person: Person) -> uuid.UUID:
        """A browser of theirs."""
        endpoint = f"https://push.example.org/{uuid.uuid4()}"
        return PushSubscription.objects.create(person=person, endpoint=endpoint, p256dh="B", auth="A").pk

    def missing(self, route: Route) -> dict[str, str]:
        """Ids that nothing bears, of the same form."""
        nothing = str(uuid.uuid4())
        values = dict.fromkeys([*self.fillers, *_OWN_THINGS], nothing)
        values |= {"slug": f"nothing-{nothing[:8]}", "token": new_token(), "pk": "999999999"}
        kept = ("app_label", "colour", "version", "emoji", "kind", "part", "ticket", "language", "file")
        return values | {name: self.fillers[name] for name in kept}


def set_stage() -> Stage:
    cast = assemble()
    listener = make_person("bo")
    Role.objects.create(person=listener, kind=Role.Kind.VOICE, brand=cast.brand)
    seat_brand(listener, cast.harbour, BrandSeat.State.LISTENING)
    asking = make_person("wanda")
    actors = actors_of(cast, listener)
    invite, token = _invite(cast.harbour, cast)
    occurrence = _occurrence(cast)
    asked = _request(cast.harbour, invite, asking)
    staff, staff_tokens = staff_invites(cast, actors)
    BrandLogo.objects.create(brand=cast.brand, png=b"a picture")
    between_two(cast)
    messages = _messages(cast, actors)
    of_ana, of_cara = (Message.objects.get(pk=messages[name, "talk"]) for name in ("settled member", "standing"))
    return Stage(
        cast,
        actors,
        clients={name: _signed_in(one) for name, one in actors.items()},
        fillers=_fillers(cast, invite, asked, occurrence)
        | {"ask": str(reuse(cast, messages).pk)}
        | take_up(cast, of_ana, of_cara),
        token=token,
        feed_token=calendars.make(cast.cara),
        staff_tokens=staff_tokens,
        tables=_tables(cast, asked, staff, occurrence),
        messages=messages,
        held=held_of_all(cast, {one.person: one.name for one in actors.values()}),
    )


def _signed_in(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    return stay_fresh(sign_in(client, actor.person)) if actor.person else client


def _fillers(cast: Cast, invite: Invite, asked: JoinRequest, occurrence: Occurrence) -> dict[str, str]:
    return {
        "brand": str(cast.brand.pk),
        "slug": cast.harbour.slug,
        "group": str(cast.harbour.pk),
        "room": str(cast.talk(cast.harbour).pk),
        "profile": str(cast.profile(cast.ben, cast.harbour).pk),
        "seat": str(_seat(cast).pk),
        "invite": str(invite.pk),
        "asked": str(asked.pk),
        "occurrence": str(occurrence.pk),
        "opening": str(opening(cast).pk),
        "pending": str(held_by(cast.profile(cast.ben, cast.harbour), cast.talk(cast.harbour)).pk),
        "code": code_for(occurrence),
        "outreach": str(outreach(cast).pk),
        "glass": str(opens(cast).pk),
        # What only its sender finds, and by an address of their own: tests/messaging/test_media.py
        "media": str(uuid.uuid4()),
        "part": "large",
        "ticket": "0-0",
        "direct": str(Room.objects.get(space=cast.harbour.pk, kind=Room.Kind.DIRECT).pk),
        "app_label": "community",
        "url": "nowhere",
        "rest": "nowhere",
        "colour": "c2410c",
        "version": "0",
        "emoji": "👍",
        "language": "de",
        "file": "community/mark.svg",
    }


def _occurrence(cast: Cast) -> Occurrence:
    """In three days; the captain hosts it, goes, and is in its conversation."""
    occurrence = plan(cast.harbour, cast.cara, timezone.now() + timedelta(days=3))
    captain = cast.profile(cast.cara, cast.harbour)
    Host.objects.create(occurrence=occurrence, profile=captain, lead=True)
    answer(occurrence, cast.cara)
    with transaction.atomic():
        event_rooms.come_in(lock_occurrences([occurrence.pk])[occurrence.pk], captain)
    return occurrence


def _tables(
    cast: Cast, asked: JoinRequest, staff: StaffInvite, occurrence: Occurrence
) -> dict[type[models.Model], Any]:
    """A row of Stride or Harbour Runners in each table of a desk."""
    return {
        Brand: cast.brand.pk,
        Group: cast.harbour.pk,
        Charter: Charter.objects.get(group=cast.harbour).pk,
        Invite: captains_invite(cast.harbour).pk,
        JoinRequest: asked.pk,
        Membership: cast.membership(cast.ben, cast.harbour).pk,
        BrandSeat: _seat(cast).pk,
        Person: cast.ben.pk,
        Role: Role.objects.get(person=cast.bea).pk,
        StaffInvite: staff.pk,
        Dispatch: _item(cast.ben).pk,
        Occurrence: occurrence.pk,
        AuditCheck: audits.check().pk,
        YearlyReport: YearlyReport.objects.create(brand=cast.brand, year=2020, numbers=numbers(cast.brand, 2020)).pk,
        LetGo: LetGo.objects.create(chore="let_words_go", day="2026-11-01").pk,
        Rule: _rule(cast).pk,
        Outreach: outreach(cast).pk,
        BreakGlass: glass_of_another(cast).pk,
    }


def _rule(cast: Cast) -> Rule:
    words = {"condition": "terms", "value": "bib swap", "action": "nudge", "audience": "all"}
    return rules.make(cast.maya, cast.brand, space=None, name="No selling of bibs", **words)


def _seat(cast: Cast) -> BrandSeat:
    return BrandSeat.objects.get(group=cast.harbour, profile__person=cast.bea)


def _invite(group: Group, cast: Cast) -> tuple[Invite, str]:
    token = new_token()
    invite = Invite.objects.create(
        group=group,
        inviter=cast.profile(cast.cara, group),
        token_hash=token_hash(token),
        uses=10,
        uses_left=9,
        expires_at=timezone.now() + timedelta(days=7),
    )
    return invite, token


def _item(person: Person) -> Dispatch:
    """Something in their inbox; nobody reads another's."""
    now = timezone.now()
    times = {"due_at": now, "send_at": now, "useful_until": now, "sent_at": now}
    return Dispatch.objects.create(
        kind="join.decided", person=person, channel=Channel.APP, subject=uuid.uuid4(), state="sent", **times
    )


def _request(group: Group, invite: Invite, person: Person) -> JoinRequest:
    charter = Charter.objects.get(group=group)
    return JoinRequest.objects.create(group=group, invite=invite, person=person, name="Wanda", charter=charter)


def _messages(cast: Cast, actors: dict[str, Actor]) -> dict[tuple[str, str], uuid.UUID]:
    """One message of each participant in Talk and in the event's room, and the captain's in Notices; in each one that
    nobody takes back: a poll, and one more that may be closed."""
    written = {}
    of_event = Room.objects.get(space=cast.harbour.pk, kind=Room.Kind.EVENT)
    of_two = Room.objects.get(space=cast.harbour.pk, kind=Room.Kind.DIRECT)
    lanes = (("talk", cast.talk(cast.harbour)), ("notices", cast.notices(cast.harbour)))
    for kind, room in (*lanes, ("event", of_event), ("direct", of_two)):
        standing = [("closing", cast.cara)] + [
            ("standing", cast.cara)
        ] * 4  # so that the brand has a share left (trust.md R12)
        for name, person in [*standing, *((actor.name, actor.person) for actor in actors.values())]:
            speaks = Participant.objects.filter(room=room, profile__person=person, active=True).first()
            if person is None or speaks is None or (kind == "notices" and speaks.voice != "captain"):
                continue
            room.last_seq += 1
            message = Message.objects.create(room=room, seq=room.last_seq, actor=speaks.profile, body="Seen by few")
            RoomEvent.objects.create(
                room=room, seq=room.last_seq, kind="msg.new", actor=speaks.profile, message=message, cid=uuid.uuid4()
            )
            written[name, kind] = message.pk
        room.save(update_fields=["last_seq"])
    asked = [pk for (name, kind), pk in written.items() if name in ("standing", "closing") and kind != "direct"]
    Poll.objects.bulk_create([Poll(message_id=pk, options=["Yes", "No"]) for pk in asked])
    return written
