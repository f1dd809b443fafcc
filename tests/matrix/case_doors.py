"""The doors of reporting, deciding and appealing: who of those let in finds the thing, and what is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.matrix.stage import Actor, Stage

READERS = ("new member", "settled member", "captain", "brand seat")  # of Talk


def _only(*names: str) -> Callable[[Actor], str | None]:
    return lambda actor: None if actor.name in names else "not_found"


# Reporting is for who sees it or could; one's own reports and decisions; cases for who may judge them.
NARROWER_CASES: dict[tuple[str, str], Callable[[Actor], str | None]] = {
    (name, "*"): _only(*who)
    for names, who in (
        (("moderation:report_form", "v1:reports"), READERS),
        (("moderation:report", "v1:own_report"), ("new member",)),
        (("moderation:decision", "v1:own_decision", "v1:own_appeal"), ("settled member",)),
        (tuple(f"moderation:{door}" for door in ("case", "claim", "release")), ("captain", "manager")),
        (tuple(f"v1:{door}" for door in ("case", "lease", "rulings")), ("captain", "manager")),
        (("moderation:undo", "v1:ruling"), ("captain",)),
        (("moderation:appeal", "v1:appeal", "v1:answer"), ("manager",)),
        # At a desk one judges by the duty that opens it: the brand's cases are none of the house's.
        (tuple(f"brand:moderation_case_{door}" for door in ("change", "claim", "release", "appeal")), ("manager",)),
        (("brand:moderation_case_undo",), ()),
        (tuple(f"operators:moderation_case_{door}" for door in ("change", "claim", "release", "undo", "appeal")), ()),
    )
    for name in names
}
_ANSWER = "It was unkind."
CASE_BODIES: dict[tuple[str, str], Callable[[Stage, Actor], dict[str, Any]]] = {
    ("moderation:report_form", "post"): lambda stage, actor: {"category": "unkind"},
    ("moderation:decision", "post"): lambda stage, actor: {"words": "I meant it well."},
    ("moderation:case", "post"): lambda stage, actor: {"version": 1},
    ("brand:moderation_case_change", "post"): lambda stage, actor: {"version": 1},
    ("brand:moderation_case_appeal", "post"): lambda stage, actor: {"overturned": "no", "reason": _ANSWER},
    ("moderation:appeal", "post"): lambda stage, actor: {"overturned": "no", "reason": _ANSWER},
    ("v1:reports", "post"): lambda stage, actor: {
        "kind": stage.fillers["kind"],
        "subject": stage.fillers["subject"],
        "category": "unkind",
    },
    ("v1:own_appeal", "post"): lambda stage, actor: {"words": "I meant it well."},
    ("v1:rulings", "post"): lambda stage, actor: {"version": 1},
    ("v1:answer", "post"): lambda stage, actor: {"overturned": False, "reason": _ANSWER},
}
