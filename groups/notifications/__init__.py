"""What groups tell people: each module declares the kinds of one matter, and registers them."""

from groups.notifications import (
    answers,
    digest,
    events,
    glass,
    held,
    joining,
    named,
    openings,
    outreach,
    polls,
    reminders,
    reuse,
    talk,
)

__all__ = [
    "answers",
    "digest",
    "events",
    "glass",
    "held",
    "joining",
    "named",
    "openings",
    "outreach",
    "polls",
    "reminders",
    "reuse",
    "talk",
]
