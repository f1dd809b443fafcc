"""A person whom every table points to that can point to anybody, and the search for pointers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from community.models import Person, Profile, Reach, Role, StaffInvite
from groups.actions import glass
from groups.models import (
    BrandPause,
    BrandSeat,
    Charter,
    CharterOpening,
    JoinRequest,
    NightLock,
    Occurrence,
    Outreach,
    PaceGroup,
    QuietVote,
    ReuseAnswer,
    ReuseAsk,
    RsvpMove,
    SlowTalk,
)
from groups.models.restraint import vote_mark
from messaging.actions import messages, tickets
from messaging.models import CrewCall, Direct, DirectOff, Media, Mention, Pending, Room, UploadDay
from messaging.polling import Asked
from moderation.actions import contact, exporting, objections
from moderation.models import Appeal, Ban, Block, Case, CaseEntry, Decision, Purpose, Rule, Sanction
from tests.cast import Cast
from tests.groups.outreaches import says_yes
from tests.moderation.casework import reports_, says
from tests.owndata.traces import live_a_little, sanctioned

SAID, TOLD, APPEALED, OBJECTED, WHY, ANSWERED, CALLED, PICTURED, CHOSEN = (
    *(
        "marmalade",
        "kingfisher",
        "obsidian",
        "tamarind",
        "gooseberry",
        "cormorant",
        "peregrine",
        "tourmaline",
        "heliotrope",
    ),
)
MORE_MARKS = (SAID, TOLD, APPEALED, OBJECTED, WHY, ANSWERED, CALLED, PICTURED, CHOSEN)


def points_to(person: Person) -> dict[str, bool]:
    """For each column that can lead to a person or a profile: whether one leads to this one."""
    return {f"{label}.{name}": there for label, name, there in _pointers(person)}


def _pointers(person: Person) -> Iterator[tuple[str, str, bool]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            target = field.related_model._meta.label if field.is_relation and field.related_model else ""
            if target in ("community.Person", "community.Profile"):
                way = field.name if target == "community.Person" else f"{field.name}__person"
                yield model._meta.label, field.name, model._base_manager.filter(**{way: person}).exists()


def live_everywhere(cast: Cast) -> tuple[Person, Case, Case]:
    """Ana; the case about her words, and the one about Ben's that stand beside hers."""
    ana = live_a_little(cast)
    about_her, about_ben = _cases(cast, ana)
    _decisions(cast, ana, about_her)
    _rules(cast, ana)
    _account(cast, ana)
    _group(cast, ana)
    _restraint(cast, ana)
    _glass(cast, ana)
    _directs(cast, ana)
    _photos(cast, ana)
    _polls(cast, ana)
    return ana, about_her, about_ben


def _directs(cast: Cast, ana: Person) -> None:
    """Asked by her, with others on either side of hers in the order of profiles; and nobody else may ask."""
    mine = cast.profile(ana, cast.harbour)
    first, last = (Profile.objects.create(pk=UUID(int=n), space=mine.space, name="X") for n in (1, 2**128 - 1))
    for low, high in ((first, mine), (mine, last)):
        room = Room.objects.create(brand=cast.brand, space=mine.space, kind=Room.Kind.DIRECT)
        Direct.objects.create(room=room, space=mine.space, low=low, high=high, asker=mine)
    DirectOff.objects.create(profile=mine)


def _polls(cast: Cast, ana: Person) -> None:
    """One of hers with a choice of hers, and a secret ballot of hers in Ben's."""
    talk, soon = cast.talk(cast.harbour).pk, timezone.now() + timedelta(hours=1)
    mine = messages.send(ana, talk, uuid4(), "Which?", poll=Asked((CHOSEN, "Other"))).mid
    secret = messages.send(cast.ben, talk, uuid4(), "Well?", poll=Asked(("Yes", "No"), secret=True, closes_at=soon)).mid
    assert mine and secret
    for mid in (mine, secret):
        messages.vote(ana, talk, mid, uuid4(), [0])


def _photos(cast: Cast, ana: Person) -> None:
    mine, talk = cast.profile(ana, cast.harbour), cast.talk(cast.harbour)
    size = {"width": 3, "height": 2, "bytes": 9}
    Media.objects.create(room=talk, actor=mine, cid=uuid4(), kind="photo", alt=PICTURED, **size)
    UploadDay.objects.create(person=ana, day=timezone.now().date(), bytes=9)


def _cases(cast: Cast, ana: Person) -> tuple[Case, Case]:
    about_her = reports_(cast.ben, says(cast, ana, SAID)).case
    about_ben = reports_(ana, says(cast, cast.ben), words=TOLD).case
    until = timezone.now() + timedelta(minutes=5)
    Case.objects.filter(pk=about_ben.pk).update(claimed_by=ana, claimed_until=until)
    CaseEntry.objects.create(case=about_ben, version=9, what="claimed", actor=ana)
    return about_her, about_ben


def _decisions(cast: Cast, ana: Person, about_her: Case) -> None:
    now = timezone.now()
    mine, bens, nias = (cast.profile(one, cast.harbour) for one in (ana, cast.ben, cast.nia))
    Decision.objects.create(case=about_her, version=1, reviewer=cast.maya, role="reviewer", reason=WHY, undone_at=now)
    about_nia = reports_(cast.ben, says(cast, cast.nia)).case
    Decision.objects.create(case=about_nia, version=1, reviewer=ana, role="reviewer", undone_at=now)
    decided = {"decided_at": now, "overturned": False}
    against_her = Sanction.objects.get(profile=mine)
    heard = Appeal.objects.create(sanction=against_her, words=APPEALED, deadline=now)
    Appeal.objects.filter(pk=heard.pk).update(decided_by=cast.maya, reason=ANSWERED, **decided)
    answered = Appeal.objects.create(sanction=sanctioned(bens), words="I am.", deadline=now)
    Appeal.objects.filter(pk=answered.pk).update(decided_by=ana, **decided)
    sanctioned(nias, kind="remove", decided_by=mine)
    Ban.objects.create(brand=cast.brand, address_mac=b"x" * 32, reason="Be kind.", decided_by=mine)


def _rules(cast: Cast, ana: Person) -> None:
    mine, bens, now = cast.profile(ana, cast.harbour), cast.profile(cast.ben, cast.harbour), timezone.now()
    objections.file(mine, uuid4(), outcome="hold", rule="phone", spans=[[0, 1]], words=OBJECTED)
    Block.objects.create(space=cast.harbour.pk, blocker=mine, blocked=bens)
    Block.objects.create(space=cast.harbour.pk, blocker=bens, blocked=mine)
    rule = Rule.objects.create(brand=cast.brand, name="R", condition="terms", value="w", action="nudge", made_by=ana)
    Rule.objects.filter(pk=rule.pk).update(active_at=now, active_by=ana)
    Rule.objects.filter(pk=rule.pk).update(retired_at=now, retired_by=ana)
    says_yes(cast, ana)
    with transaction.atomic():
        assert contact.spend([ana.pk], cast.brand, Purpose.NEWS, uuid4()).open
    talk = cast.talk(cast.harbour)
    given = {"room": talk, "cid": uuid4(), "mac": b"m" * 16, "words": b"", "rule": "phone", "until": now}
    Pending.objects.create(actor=bens, state="removed", ended_at=now, ended_by=mine, **given)
    CrewCall.objects.create(profile=mine, slot=1, at=now, until=now + timedelta(days=1))
    named = says(cast, cast.ben, "Ask @Ana about the lamp")
    Mention.objects.create(message=named, what="person", profile=mine, start=4, end=8)


def _account(cast: Cast, ana: Person) -> None:
    soon = timezone.now() + timedelta(days=3)
    Reach.objects.get_or_create(person=ana)
    Role.objects.create(person=ana, kind=Role.Kind.VOICE, brand=cast.brand, given_by=ana)
    StaffInvite.objects.create(
        made_by=ana, brand=cast.brand, kind="voice", email="x@example.org", token_hash=b"s" * 32, expires_at=soon
    )
    Authenticator.objects.create(user=ana, type=Authenticator.Type.TOTP, data={})
    kind = ContentType.objects.get_for_model(Person)
    LogEntry.objects.create(user=ana, content_type=kind, object_id="1", object_repr="x", action_flag=1)
    UserSession.objects.create(user=ana, ip="127.0.0.1", session_key="session", user_agent="x")
    tickets.issue(ana, "session")
    exporting.ask(ana)


def _group(cast: Cast, ana: Person) -> None:
    harbour, mine, now = cast.harbour, cast.profile(ana, cast.harbour), timezone.now()
    run = Occurrence.objects.filter(group=harbour, starts_at__gt=now).get()
    type(run.event).objects.filter(pk=run.event_id).update(made_by=mine, worded_by=mine)
    type(run).objects.filter(pk=run.pk).update(worded_by=mine)
    PaceGroup.objects.create(occurrence=run, name="Easy", leader=mine, place=1)
    RsvpMove.objects.create(occurrence=run, profile=mine, before="", after="going", why="asked")
    JoinRequest.objects.update(decided_by=mine)


def _restraint(cast: Cast, ana: Person) -> None:
    harbour, mine, now = cast.harbour, cast.profile(ana, cast.harbour), timezone.now()
    item = says(cast, ana, SAID)
    asked = {"group": harbour, "item": item.pk, "version": 1, "purpose": "A poster"}
    ask = ReuseAsk.objects.create(author=mine, asked_by=mine, **asked)
    ReuseAnswer.objects.create(ask=ask, by=mine, given=True)
    BrandSeat.objects.create(group=harbour, profile=mine)
    BrandPause.objects.create(group=harbour, by=mine, created_at=now, until=now + timedelta(days=7))
    SlowTalk.objects.create(group=harbour, by=mine, pace_s=60, created_at=now, until=now + timedelta(days=1))
    NightLock.objects.create(group=harbour, by=mine, created_at=now, until=now + timedelta(hours=1))
    QuietVote.objects.create(group=harbour, mark=vote_mark(harbour.pk, mine.pk))
    CharterOpening.objects.create(group=harbour, made_by=mine, history="shared", opens_at=now)
    before = harbour.charters.first()
    assert before is not None
    same = {name: getattr(before, name) for name in ("retention_days", "history", "brand_presence")}
    Charter.objects.create(group=harbour, version=before.version + 1, made_by=mine, **same)
    words = {"title": "News", "body": "A new shoe.", "purpose": "news"}
    Outreach.objects.create(brand=cast.brand, made_by=ana, leaves_at=now, **words)


def _glass(cast: Cast, ana: Person) -> None:
    """For the brand where she is in no group: she asks, and turns the second key for somebody else."""
    Role.objects.create(person=ana, kind=Role.Kind.MANAGER, brand=cast.other_brand)
    words = {"reason": "Somebody may be in danger", "hours": 1}
    glass.ask(ana, cast.lake, name=CALLED, **words)
    of_otto = glass.approve(ana, glass.ask(cast.otto, cast.lake, name="Otto", **words).pk, name=CALLED)
    glass.end(ana, of_otto.pk)
