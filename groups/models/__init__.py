from groups.models.events import (
    LONGEST_MINUTES,
    MOST_PLACES,
    ROOMS_OPEN_AFTER,
    TITLE_LENGTH,
    Event,
    Host,
    Occurrence,
    PaceGroup,
)
from groups.models.glass import BreakGlass
from groups.models.groups import CEILING, DEFAULT_CAP, Charter, Group, LowestAge
from groups.models.insights import Release
from groups.models.membership import MOST_USES, BrandSeat, Invite, JoinRequest, Membership, Role
from groups.models.openings import CharterOpening
from groups.models.outreach import Outreach, Spared
from groups.models.restraint import BrandPause, BrandQuiet, NightLock, Pace, QuietVote, SlowTalk
from groups.models.reuse import ReuseAnswer, ReuseAsk
from groups.models.rsvps import ANSWERS_LIVE, Attendance, CalendarFeed, Regular, Rsvp, RsvpMove, Seen

__all__ = [
    "ANSWERS_LIVE",
    "CEILING",
    "DEFAULT_CAP",
    "LONGEST_MINUTES",
    "MOST_PLACES",
    "MOST_USES",
    "ROOMS_OPEN_AFTER",
    "TITLE_LENGTH",
    "Attendance",
    "BrandPause",
    "BrandQuiet",
    "BrandSeat",
    "BreakGlass",
    "CalendarFeed",
    "Charter",
    "CharterOpening",
    "Event",
    "Group",
    "Host",
    "Invite",
    "JoinRequest",
    "LowestAge",
    "Membership",
    "NightLock",
    "Occurrence",
    "Outreach",
    "Pace",
    "PaceGroup",
    "QuietVote",
    "Regular",
    "Release",
    "ReuseAnswer",
    "ReuseAsk",
    "Role",
    "Rsvp",
    "RsvpMove",
    "Seen",
    "SlowTalk",
    "Spared",
]
