from community.models.audit import AccessLogEntry, AuditLogEntry
from community.models.brands import Brand, BrandLogo, GroupWord
from community.models.idempotency import IdempotencyKey
from community.models.people import NAME_LENGTH, Person, Profile, Role, StaffInvite

__all__ = [
    "NAME_LENGTH",
    "AccessLogEntry",
    "AuditLogEntry",
    "Brand",
    "BrandLogo",
    "GroupWord",
    "IdempotencyKey",
    "Person",
    "Profile",
    "Role",
    "StaffInvite",
]
