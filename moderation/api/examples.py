"""What reports, decisions and cases look like, in the published schema."""

GROUP = {"id": "5f0c1d6a-2e3b-4c59-8d7e-9f1a2b3c4d5e", "name": "Harbour Runners"}
BEN = {"id": "7a8b9c0d-1e2f-4a3b-8c4d-5e6f7a8b9c0d", "name": "Ben"}
ANA = {"id": "1b2c3d4e-5f60-4718-a92b-3c4d5e6f7081", "name": "Ana"}
_MESSAGE = "c0ffee00-1234-4abc-8def-0123456789ab"
REPORTING = {"kind": "message", "subject": _MESSAGE, "category": "unkind", "words": "He means Nia."}
REPORT = {
    "id": "2d3e4f50-6172-4839-a4b5-c6d7e8f90a1b",
    "receipt": "R-7KQM-X2NB",
    **REPORTING,
    "created_at": "2026-11-26T10:00:00Z",
    "hear_by": "2026-11-27T10:00:00Z",
    "outcome": "open",
}
APPEAL = {
    "words": "We were joking, all of us.",
    "created_at": "2026-11-26T12:00:00Z",
    "deadline": "2026-12-03T12:00:00Z",
    "decided_at": None,
    "overturned": None,
    "reason": "",
}
DECISION = {
    "id": "3e4f5061-7283-494a-b5c6-d7e8f90a1b2c",
    "step": "remove_item",
    "group": GROUP,
    "created_at": "2026-11-26T11:00:00Z",
    "ends_at": None,
    "lifted_at": None,
    "appeal_until": "2027-05-28T11:00:00Z",
    "appeal": None,
}
REASONS = {
    **DECISION,
    "reason": "This was unkind to a person. Please say it differently.",
    "by": "captain",
    "statement": {
        "decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"],
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
    },
}
WAITING = {
    "what": "case",
    "id": "4f506172-8394-4a5b-86d7-e8f90a1b2c3d",
    "group": GROUP,
    "role": "captain",
    "deadline": "2026-11-27T10:00:00Z",
    "kind": "message",
    "author": BEN,
    "categories": ["unkind"],
    "step": None,
    "hidden": False,
    "leased_until": None,
    "leased_to_me": False,
}
_SEEN = {
    "item": {
        "profile": BEN["id"],
        "name": "Ben",
        "words": "If you can’t keep up, stay home.",
        "at": "2026-11-26T09:58:00Z",
        "earlier": [],
    },
    "before": [],
    "after": [],
}
CASE = {
    **WAITING,
    "version": 2,
    "steps": ["note", "warning", "remove_item", "slow", "mute", "suspend", "remove"],
    "most_days": 30,
    "reports": [
        {
            "id": REPORT["id"],
            "reporter": ANA,
            "category": "unkind",
            "words": "He means Nia.",
            "created_at": "2026-11-26T10:00:00Z",
        }
    ],
    "evidence": [_SEEN],
}
RULING = {
    "version": 2,
    "steps": [{"step": "remove_item"}, {"step": "mute", "days": 3}],
    "reason": "This was unkind to a person. Please say it differently.",
}
RULED = {
    "id": "50617283-94a5-4b6c-97e8-f90a1b2c3d4e",
    "case": WAITING["id"],
    "created_at": "2026-11-26T11:00:00Z",
    "undo_until": "2026-11-26T11:01:00Z",
}
APPEAL_CASE = {
    **WAITING,
    "what": "appeal",
    "id": "61728394-a5b6-4c7d-a8f9-0a1b2c3d4e5f",
    "role": "reviewer",
    "kind": None,
    "categories": [],
    "step": "remove_item",
    "words": APPEAL["words"],
    "reason": RULING["reason"],
    "evidence": [_SEEN],
}
