"""Something to find behind each id of a path."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from groups.models import BrandSeat, Invite
from messaging.media.tickets import address
from messaging.models import Media, Message
from tests.api.conftest import documented
from tests.cast import Cast
from tests.groups.occurrences import answer, make_event, make_occurrence
from tests.matrix.brand_things import opening, outreach, reuse
from tests.matrix.caseload import take_up
from tests.matrix.holding import held_by
from tests.matrix.own import ready_export
from tests.messaging.directs import asks


def lived_in(cast: Cast) -> dict[str, str]:
    """Path parameters by name: a message of Ana's, an open invite of Cara's, Eve waiting, Bea's seat, Ben to remove,
    the next day of a series that Cara hosts, on which a place is held for her; words of Ben's that wait, and what the
    brand asks, sends and is to be allowed; a case that Cara may judge, and what she has decided; Ana asking her; a
    photo that she has not sent yet."""
    base, room = f"/api/v1/groups/{cast.harbour.pk}", cast.talk(cast.harbour)
    said = {"cid": str(uuid4()), "body": "Hello"}
    mid = documented(cast.ana).post(f"/api/v1/rooms/{room.pk}/messages", said).json()["mid"]
    documented(cast.cara).post(f"{base}/charter", {"approval": "captain"})
    invite = documented(cast.cara).post(f"{base}/invites", {"uses": 5}).json()
    asked = documented(cast.eve).post("/api/v1/join", {"token": invite["token"], "name": "Eve", "charter_version": 2})
    series = make_event(cast.harbour, repeats="weekly", made_until=date(2200, 1, 1))
    run = make_occurrence(cast.harbour, event=series, ahead=timedelta(minutes=50))
    answer(run, cast.cara, "offered", offer_until=run.starts_at)
    of_cara = documented(cast.cara).post(f"/api/v1/rooms/{room.pk}/messages", {"cid": str(uuid4()), "body": "Mine"})
    waits = held_by(cast.profile(cast.ben, cast.harbour), room)
    photo = Media.objects.create(
        room=room, actor=cast.profile(cast.cara, cast.harbour), cid=uuid4(), kind="photo", width=3, height=2, bytes=9
    )
    return {
        "group": str(cast.harbour.pk),
        "profile": str(cast.profile(cast.ben, cast.harbour).pk),
        "room": str(room.pk),
        "mid": mid,
        "emoji": "👍",
        "invite": str(Invite.objects.get().pk),
        "asked": asked.json()["id"],
        "occurrence": str(run.pk),
        "seat": str(BrandSeat.objects.get(group=cast.harbour).pk),
        "brand": str(cast.brand.pk),
        "opening": str(opening(cast).pk),
        "outreach": str(outreach(cast).pk),
        "ask": str(reuse(cast, {("captain", "talk"): UUID(of_cara.json()["mid"])}).pk),
        "pending": str(waits.pk),
        **_cases(cast, of_ana=mid, of_cara=of_cara.json()["mid"]),
        "cid": str(waits.cid),
        "export": str(ready_export(cast.cara)),
        "media": str(photo.pk),
        "part": "large",
        "ticket": address(photo.pk, "large", cast.cara.pk)[0].rsplit("/", 1)[1],
        "direct": str(asks(cast, cast.ana, cast.cara).room_id),
    }


def _cases(cast: Cast, of_ana: str, of_cara: str) -> dict[str, str]:
    return take_up(cast, Message.objects.get(pk=of_ana), Message.objects.get(pk=of_cara))
