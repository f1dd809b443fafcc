"""The only loaders of groups and what belongs to them: the load is the permission check (architecture.md)."""

from groups.access.blocks import blocks_of, load_blockable
from groups.access.calendars import Coming, calendar_of, load_feed, own_feed
from groups.access.events import Seat, load_occurrence, occurrences_of, seat_at
from groups.access.invites import (
    addresses_of,
    asks_age,
    invites_of,
    load_invite,
    load_own_invite,
    load_request,
    my_requests,
    requests_of,
    token_is_valid,
)
from groups.access.pauses import inviting_paused_until
from groups.access.places import (
    Place,
    brand_standings,
    current_charter,
    load_group,
    load_membership,
    load_seat,
    may_take_duty,
    members_of,
    membership,
    seats_of,
    standings,
    works_for,
)
from groups.access.reading import Invitation, groups_of, invitation
from groups.access.restraint import Restraint, load_opening, opening_of, restraint_of

__all__ = [
    "Coming",
    "Invitation",
    "Place",
    "Restraint",
    "Seat",
    "addresses_of",
    "asks_age",
    "blocks_of",
    "brand_standings",
    "calendar_of",
    "current_charter",
    "groups_of",
    "invitation",
    "invites_of",
    "inviting_paused_until",
    "load_blockable",
    "load_feed",
    "load_group",
    "load_invite",
    "load_membership",
    "load_occurrence",
    "load_opening",
    "load_own_invite",
    "load_request",
    "load_seat",
    "may_take_duty",
    "members_of",
    "membership",
    "my_requests",
    "occurrences_of",
    "opening_of",
    "own_feed",
    "requests_of",
    "restraint_of",
    "seat_at",
    "seats_of",
    "standings",
    "token_is_valid",
    "works_for",
]
