"""Examples of the published schema. A test holds each against its own shape."""

GROUP_ID = "0d2f3f86-33c1-4f7a-8f3e-3a3a0a6f6f10"
TOKEN = "k3Jx0mQ7vWq0w1t2u3v4x5y6z7A8B9C0"  # noqa: S105
PROFILE = {"id": "5a1c7c1e-6f0e-4d5b-9a53-2f6c1f0e9b11", "name": "Ana", "bio": "Slow on hills"}
CARA = {"id": "7b0e8d0c-2b52-4c1b-9d58-6f1f1df0a0c2", "name": "Cara"}
GROUP = {
    "id": GROUP_ID,
    "slug": "harbour-runners",
    "name": "Harbour Runners",
    "about": "Easy miles along the water, Tuesdays and Saturdays.",
    "place": "Hamburg",
    "emblem": "users",
    "time_zone": "Europe/Berlin",
    "brand": {
        "id": "f5a9e1f0-0f0a-4a7e-8f55-0d9a3f1f2a01",
        "name": "Stride",
        "slug": "stride",
        "colour": "#0e6b4f",
        "group_word": "crew",
    },
    "members": 14,
    "size_cap": 50,
    "lowest_age": 16,
    "created_at": "2026-06-01T08:00:00Z",
}
CHARTER = {
    "version": 1,
    "inviters": "captain",
    "approval": "none",
    "history": "from_join",
    "retention_days": 365,
    "size_cap": 50,
    "brand_presence": "speaking",
    "created_at": "2026-06-01T08:00:00Z",
}
MEMBER = {"profile": PROFILE, "role": "member", "joined_at": "2026-06-02T17:30:00Z"}
MEMBERSHIP = {**MEMBER, "charter_version": 1}
INVITE: dict[str, object] = {
    "id": "c0a5d3b2-7a3f-4b27-8a51-1f70d1d3a9e4",
    "inviter": CARA,
    "role": "member",
    "vouch": "Runs with me on Tuesdays",
    "email": None,
    "uses": 1,
    "uses_left": 1,
    "came": [],
    "created_at": "2026-11-23T18:00:00Z",
    "expires_at": "2026-11-30T18:00:00Z",
    "revoked_at": None,
}
NEW_INVITE: dict[str, object] = {**INVITE, "token": TOKEN, "link": f"https://snug.example/i/{TOKEN}/"}
BLOCK = {"profile": PROFILE, "created_at": "2026-11-23T18:00:00Z"}
REQUEST = {
    "id": "9d0c2f6e-4d6f-4f0e-8f55-aa51f0a1b2c3",
    "name": "Nia",
    "inviter": CARA,
    "vouch": "Runs with me on Tuesdays",
    "charter_version": 1,
    "state": "asked",
    "created_at": "2026-11-23T18:00:00Z",
    "decided_at": None,
}
OWN_REQUEST = {
    "id": REQUEST["id"],
    "group": GROUP_ID,
    "name": "Nia",
    "state": "asked",
    "created_at": "2026-11-23T18:00:00Z",
}
SEAT = {
    "id": "2f6b1f0a-2b77-4f43-9d3e-7e8f9a0b1c2d",
    "profile": {"id": "e1d2c3b4-a596-4877-8695-a4b3c2d1e0f1", "name": "Bea", "bio": ""},
    "state": "listening",
    "since": "2026-11-20T09:00:00Z",
    "heard_from": "2026-11-20T09:00:00Z",
    "taken_at": "2026-11-20T09:00:00Z",
}
OPENING: dict[str, object] = {
    "id": "3c9d1d2e-5f0a-4f5e-9d0e-0a1b2c3d4e5f",
    "history": "shared",
    "retention_days": None,
    "brand_presence": None,
    "announced_at": "2026-11-23T18:00:00Z",
    "opens_at": "2026-11-30T18:00:00Z",
    "taken_back_at": None,
    "in_force": False,
}
REUSE: dict[str, object] = {
    "id": "6e1f0a2b-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
    "item": "7a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d",
    "asked_by": SEAT["profile"],
    "purpose": "On the poster for the spring run",
    "asked_at": "2026-11-23T18:00:00Z",
    "given": None,
    "stands": True,
}
OUTREACH: dict[str, object] = {
    "id": "8b4f1c2d-3e5a-4b6c-9d7e-0f1a2b3c4d5e",
    "brand": GROUP["brand"],
    "purpose": "events",
    "title": "The night run is back",
    "body": "Friday at nine, along the harbour. Lamps are there.",
    "sent_at": "2026-11-23T18:00:00Z",
    "consents": True,
}
BUDGET: dict[str, object] = {"brand": GROUP["brand"], "most": 2}
RESTRAINT: dict[str, object] = {
    "share": {"said": 50, "by_brand": 6},
    "paused_until": None,
    "quiet_until": None,
    "voted": False,
}
PACE: dict[str, object] = {"pace_s": 60, "until": "2026-11-24T18:00:00Z"}
FEED: dict[str, object] = {"made": True, "created_at": "2026-11-23T18:00:00Z", "read_at": None}
NEW_FEED: dict[str, object] = {**FEED, "link": f"https://snug.example/calendar/{TOKEN}.ics"}
INVITATION = {
    "group": GROUP,
    "inviter": CARA,
    "vouch": "Runs with me on Tuesdays",
    "role": "member",
    "charter": CHARTER,
    "opening": None,
    "consents": [
        {
            "purpose": "service",
            "text": "Stride and Snug keep your name, your words and your membership to run this group, as long as its "
            "charter says.",
            "version": 1,
            "required": True,
        }
    ],
    "standing": "none",
}
HELD: dict[str, object] = {
    "id": "b9e0a6d4-3f0e-4a55-9b0f-6f1f1df0a0c2",
    "room": "talk",
    "author": {"id": PROFILE["id"], "name": "Ana"},
    "own": False,
    "edit": False,
    "body": "Her number is 0171 2345678",
    "media": [],
    "rule": "phone_of_another",
    "why": "It looks like somebody else's phone number.",
    "spans": [[14, 26]],
    "at": "2026-11-23T18:02:11Z",
    "until": "2026-11-24T18:02:11Z",
    "objected": True,
}
HELD_DECISION: dict[str, object] = {
    "id": HELD["id"],
    "state": "released",
    "seq": 43,
    "ended_at": "2026-11-23T18:07:00Z",
}
