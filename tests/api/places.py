"""Something to find behind each id of a path."""

from uuid import uuid4

from groups.models import BrandSeat, Invite
from tests.api.conftest import documented
from tests.cast import Cast


def lived_in(cast: Cast) -> dict[str, str]:
    """Path parameters by name: a message of Ana's, an open invite of Cara's, Eve waiting, Bea's seat, Ben to remove."""
    base, room = f"/api/v1/groups/{cast.harbour.pk}", cast.talk(cast.harbour)
    said = {"cid": str(uuid4()), "body": "Hello"}
    mid = documented(cast.ana).post(f"/api/v1/rooms/{room.pk}/messages", said).json()["mid"]
    documented(cast.cara).post(f"{base}/charter", {"approval": "captain"})
    invite = documented(cast.cara).post(f"{base}/invites", {"uses": 5}).json()
    asked = documented(cast.eve).post("/api/v1/join", {"token": invite["token"], "name": "Eve", "charter_version": 2})
    return {
        "group": str(cast.harbour.pk),
        "profile": str(cast.profile(cast.ben, cast.harbour).pk),
        "room": str(room.pk),
        "mid": mid,
        "emoji": "👍",
        "invite": str(Invite.objects.get().pk),
        "asked": asked.json()["id"],
        "seat": str(BrandSeat.objects.get(group=cast.harbour).pk),
    }
