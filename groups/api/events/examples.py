"""Examples of the published schema: a weekly run of Harbour Runners, as Ana sees it. A test holds each against its own
shape."""

from groups.api.examples import CARA, GROUP_ID
from groups.api.examples import PROFILE as _ANA

ANA = {"id": _ANA["id"], "name": _ANA["name"]}
EVENT_ID = "3f0b6a52-6a0e-4c8e-9d51-0a4b5c6d7e8f"
OCCURRENCE_ID = "8d1c2b3a-4f5e-4a6b-8c7d-9e0f1a2b3c4d"
COUNTS = {"going": 12, "held": 0, "waiting": 0, "left": 8}
PACE: dict[str, object] = {
    "id": "6c5b4a39-2817-4605-94f3-e2d1c0bfae9d",
    "name": "Easy",
    "cap": None,
    "leader": CARA,
    "counts": COUNTS,
}
ANSWER: dict[str, object] = {
    "state": "going",
    "pace": PACE["id"],
    "seen": "name",
    "answer": "I bring a torch",
    "since": "2026-11-23T18:00:00Z",
    "offer": None,
    "line": None,
}
DECLINED: dict[str, object] = {**ANSWER, "state": "declined", "pace": None, "answer": ""}
REGULAR = {"pace": "Easy", "seen": "name", "since": "2026-11-23T18:00:00Z"}
_HOST = {"profile": CARA, "lead": True}
HOSTS = {"items": [_HOST]}
OCCURRENCE: dict[str, object] = {
    "id": OCCURRENCE_ID,
    "group": GROUP_ID,
    "event": EVENT_ID,
    "series": {"repeats": "weekly", "interval": 1, "until": None},
    "title": "Run before work",
    "about": "Ten kilometres along the water, and coffee after.",
    "area": "Landungsbrücken",
    "point": None,
    "point_opens_at": "2026-12-02T06:00:00Z",
    "day": "2026-12-03",
    "clock": "07:00",
    "zone": "Europe/Berlin",
    "minutes": 75,
    "starts_at": "2026-12-03T06:00:00Z",
    "ends_at": "2026-12-03T07:15:00Z",
    "status": "planned",
    "reason": "",
    "capacity": 20,
    "question": "What do you bring?",
    "counts": COUNTS,
    "open_to_all": False,
    "paces": [PACE],
    "hosts": [_HOST],
    "faces": [ANA, CARA],
    "mine": ANSWER,
    "regular": REGULAR,
    "is_host": False,
    "room": "1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9",
    "sequence": 0,
    "changed_at": "2026-11-20T09:00:00Z",
    "version": "0.2026-11-20T09:00:00+00:00",
}
NEW_PLAN: dict[str, object] = {
    "title": "Run before work",
    "day": "2026-12-03",
    "clock": "07:00",
    "minutes": 75,
    "area": "Landungsbrücken",
    "point": "Under the clock of pier 3",
    "capacity": 20,
    "paces": [{"name": "Easy", "leader": CARA["id"]}],
    "repeats": "weekly",
}
PLANNED: dict[str, object] = {"event": EVENT_ID, "occurrences": [OCCURRENCE]}
PLAN_CHANGE = {"scope": "onwards", "clock": "06:30"}
CHANGED = {
    "occurrence": {
        **OCCURRENCE,
        "clock": "06:30",
        "starts_at": "2026-12-03T05:30:00Z",
        "ends_at": "2026-12-03T06:45:00Z",
        "point_opens_at": "2026-12-02T05:30:00Z",
        "sequence": 1,
    },
    "changed": [OCCURRENCE_ID],
}
CANCELLED = {
    "occurrence": {
        **OCCURRENCE,
        "status": "cancelled",
        "reason": "Storm warning for the whole evening.",
        "sequence": 1,
    },
    "changed": [OCCURRENCE_ID],
}
AFFECTED = {
    "occurrence": OCCURRENCE_ID,
    "day": "2026-12-03",
    "fields_changed": ["clock"],
    "told": ["time"],
    "starts_at": "2026-12-03T05:30:00Z",
    "ends_at": "2026-12-03T06:45:00Z",
    "going": 12,
    "waitlisted": 0,
}
GOERS: dict[str, object] = {
    "items": [{"profile": ANA, "pace": "Easy", "seen": "name", "answer": ""}],
    "unnamed": 2,
    "counts": COUNTS,
}
MOVE: dict[str, object] = {
    "at": "2026-11-23T18:00:00Z",
    "before": "waitlisted",
    "after": "offered",
    "why": "offered",
    "name": "Ana",
    "mine": True,
}
CHECK_IN_CODE = {
    "code": "1vX2aB:Zk3mV0l8cQ2Yp1sN7dR4tW6uE9xB5hJ0",
    "link": "https://snug.example/g/harbour-runners/events/8d1c2b3a-4f5e-4a6b-8c7d-9e0f1a2b3c4d/here/"
    "1vX2aB:Zk3mV0l8cQ2Yp1sN7dR4tW6uE9xB5hJ0/",
    "until": "2026-12-03T08:05:00Z",
}
ATTENDANCE: dict[str, object] = {"profile": ANA, "there": True, "ticked_at": "2026-12-03T06:05:00Z"}
