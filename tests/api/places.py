"""Something to find behind each id of a path."""

from datetime import date, timedelta
from uuid import uuid4

from groups.models import BrandSeat, Invite
from tests.api.conftest import documented
from tests.cast import Cast
from tests.groups.occurrences import answer, make_event, make_occurrence


def lived_in(cast: Cast) -> dict[str, str]:
    """Path parameters by name: a message of Ana's, an open invite of Cara's, Eve waiting, Bea's seat, Ben to remove,
    the next day of a series that Cara hosts, on which a place is held for her."""
    base, room = f"/api/v1/groups/{cast.harbour.pk}", cast.talk(cast.harbour)
    said = {"cid": str(uuid4()), "body": "Hello"}
    mid = documented(cast.ana).post(f"/api/v1/rooms/{room.pk}/messages", said).json()["mid"]
    documented(cast.cara).post(f"{base}/charter", {"approval": "captain"})
    invite = documented(cast.cara).post(f"{base}/invites", {"uses": 5}).json()
    asked = documented(cast.eve).post("/api/v1/join", {"token": invite["token"], "name": "Eve", "charter_version": 2})
    series = make_event(cast.harbour, repeats="weekly", made_until=date(2200, 1, 1))
    run = make_occurrence(cast.harbour, event=series, ahead=timedelta(minutes=50))
    answer(run, cast.cara, "offered", offer_until=run.starts_at)
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
    }
