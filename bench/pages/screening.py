"""What screening a usual message takes, in this process: among rules of its brand, after others of its author."""

from __future__ import annotations

import statistics
import time
from uuid import uuid4

from community.surface import Standing
from moderation.models import Rule
from moderation.screening import Content, screen
from moderation.screening.book import Book

GOAL_US = 100.0  # performance.md
TIMES = 5_000
TERMS = [f"{one} {other}" for one in ("buy", "cheap", "best", "free") for other in ("bibs", "pills", "odds", "coins")]
BEFORE = ("Morning all", "I can bring the cake", "Who has the keys?", "Yes, see you there", "Was it cold out there?")
WORDS = "Shall we meet at the harbour at 6:30, as last week? 🏃 " * 3


def usual() -> Content:
    rules = [
        Rule(id=uuid4(), name="words", condition="terms", value="\n".join(TERMS), action="hold"),
        Rule(id=uuid4(), name="codes", condition="pattern", value=r"code[: ]+[a-z]{4}\d{4}", action="redact"),
        Rule(id=uuid4(), name="sites", condition="links", value="example.com", action="block"),
    ]
    return Content("message", WORDS, Standing.MEMBER, ("Stride",), region="DE", before=BEFORE, rules=Book(rules))


def microseconds() -> float:
    """The median of many."""
    took, content = [], usual()
    for _ in range(TIMES):
        began = time.perf_counter()
        screen(content)
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1e6
