from groups.models.groups import CEILING, DEFAULT_CAP, Charter, Group
from groups.models.membership import MOST_USES, BrandSeat, Invite, JoinRequest, Membership, Role

__all__ = [
    "CEILING",
    "DEFAULT_CAP",
    "MOST_USES",
    "BrandSeat",
    "Charter",
    "Group",
    "Invite",
    "JoinRequest",
    "Membership",
    "Role",
]
