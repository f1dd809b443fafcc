"""The managers' desk over groups: opened, named, given a captain; never looked into (trust.md R9)."""

from groups.admin.entry import CaptainInviteAdmin, MembershipAdmin, SeatAdmin
from groups.admin.events import EventAdmin
from groups.admin.glass import AnyGlassAdmin, OwnGlassAdmin
from groups.admin.groups import CharterAdmin, GroupAdmin
from groups.admin.outreach import OutreachAdmin
from groups.admin.rules import RuleAdmin

__all__ = [
    "AnyGlassAdmin",
    "CaptainInviteAdmin",
    "CharterAdmin",
    "EventAdmin",
    "GroupAdmin",
    "MembershipAdmin",
    "OutreachAdmin",
    "OwnGlassAdmin",
    "RuleAdmin",
    "SeatAdmin",
]
