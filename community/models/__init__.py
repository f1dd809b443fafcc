from community.models.ages import AgeSaid
from community.models.audit import AccessLogEntry, AuditLogEntry
from community.models.brands import Brand, BrandLogo, GroupWord
from community.models.idempotency import IdempotencyKey
from community.models.keys import ProfileKey
from community.models.notifications import (
    DEFAULT_LEADS,
    Channel,
    Dispatch,
    Preference,
    PushSubscription,
    Reach,
    Tick,
)
from community.models.people import NAME_LENGTH, Person, Profile, Role, StaffInvite
from community.models.retention import LetGo

__all__ = [
    "DEFAULT_LEADS",
    "NAME_LENGTH",
    "AccessLogEntry",
    "AgeSaid",
    "AuditLogEntry",
    "Brand",
    "BrandLogo",
    "Channel",
    "Dispatch",
    "GroupWord",
    "IdempotencyKey",
    "LetGo",
    "Person",
    "Preference",
    "Profile",
    "ProfileKey",
    "PushSubscription",
    "Reach",
    "Role",
    "StaffInvite",
    "Tick",
]
