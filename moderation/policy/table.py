"""Who may do what, as data (trust.md "Where it lives"): action × standing × state → allowed, or a refusal code.

A standing that a row does not name gets the row's answer for outsiders or insiders. Nothing else in the product decides
a permission: loaders, the write path and the judge of every surface ask these rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from community.surface import Action, Standing


class State(StrEnum):
    """What may hold besides the standing: of the group's charter, or of the person here."""

    __hash__ = str.__hash__  # that of enumerations is written in Python, and asked for each message several times

    MEMBERS_INVITE = "members_invite"  # the charter: settled members invite, not the captain alone
    INVITES_PAUSED = "invites_paused"  # somebody they brought in was sanctioned (R19)
    HOSTS = "hosts"  # this very event
    MUTED = "muted"  # asked to be quiet until a time (R36)
    BRAND_PAUSED = "brand_paused"  # the brand here, by the captain, for a week at most (R12)
    BRAND_IN_A_ROW = "brand_in_a_row"  # the last two messages are the brand's (R12)
    BRAND_SHARE = "brand_share"  # one more would be more than one in five of the last fifty (R12)
    SLOW = "slow"  # asked to go slowly (R36), or in a room that does (R28), and has just spoken
    DIRECT_WAITS = "direct_waits"  # in a direct room: they have asked, and wait for a yes (R40)
    DIRECT_UNANSWERED = "direct_unanswered"  # they have been asked, and have not said yes
    DIRECT_BLOCKED = "direct_blocked"  # they have blocked the other one (R39)
    DIRECT_OVER = "direct_over"  # the other one has left
    CREW_CALLED = "crew_called"  # they have called the whole crew twice in 24 hours
    LOCKED = "locked"  # the room, for the night; of who is no captain
    PAUSED = "paused"  # in the whole group until a time: reads, and does nothing else (R36)


class Door(StrEnum):
    """Where the first question is asked: at the door of the house, or by the loader of the thing."""

    PUBLIC = "public"  # anybody, signed in or not
    PERSON = "person"  # anybody signed in
    GROUP = "group"  # signed in; the rest is decided by the loader, under which outsiders find nothing
    BRAND = "brand"  # people with a duty for a brand; the brand's own things are found by its loaders
    HOUSE = "house"  # operators
    NOBODY = "nobody"  # the house's own chores, behind no door at all


ALLOWED: None = None
# Who already knows that the place exists; to all others it does not (R1).
INSIDERS = frozenset(
    {
        Standing.CAPTAIN,
        Standing.MEMBER,
        Standing.NEW_MEMBER,
        Standing.BRAND_SPEAKING,
        Standing.BRAND_LISTENING,
        Standing.BRAND_STEPPED_BACK,
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """`who`: allowed. `while_`: allowed only while that state holds, else its code. `unless`: refused, whoever they
    are, while that state holds. `codes`: the refusal of a standing, where it is not the common one."""

    door: Door
    who: frozenset[Standing] = frozenset()
    while_: Mapping[Standing, tuple[State, str]] = field(default_factory=dict)
    unless: Mapping[State, str] = field(default_factory=dict)
    codes: Mapping[Standing, str] = field(default_factory=dict)

    def answer(self, standing: Standing, states: frozenset[State]) -> str | None:
        """None: allowed; else the refusal code for this one standing."""
        if standing in self.while_:
            state, code = self.while_[standing]
            return self._unless(states) if state in states else code
        if standing in self.who:
            return self._unless(states)
        return self.codes.get(standing) or self._common(standing)

    def _unless(self, states: frozenset[State]) -> str | None:
        if not states:
            return ALLOWED
        return next((code for state, code in self.unless.items() if state in states), ALLOWED)

    def _common(self, standing: Standing) -> str:
        if standing == Standing.ANONYMOUS:
            return "unauthenticated"
        return "forbidden" if self.door == Door.GROUP and standing in INSIDERS else "not_found"


def _who(*standings: Standing) -> frozenset[Standing]:
    return frozenset(standings)


_EVERYBODY = frozenset(Standing)
_SIGNED_IN = _EVERYBODY - {Standing.ANONYMOUS}
_CAPTAIN = _who(Standing.CAPTAIN)
_MEMBERS = _who(Standing.CAPTAIN, Standing.MEMBER, Standing.NEW_MEMBER)
_IN_THE_ROOM = _MEMBERS | {Standing.BRAND_SPEAKING}  # visible participants: nobody else reads (R9)
_DUTIES = _who(Standing.MANAGER, Standing.VOICE)
# R8: who works for the brand is in the room as its seat, listed and badged, or not at all.
_STAFF = _DUTIES | {Standing.BRAND_SPEAKING, Standing.BRAND_LISTENING, Standing.BRAND_STEPPED_BACK}
# R11: a listening seat sees the group card and nothing more.
_SEATS = {Standing.BRAND_LISTENING: "brand_listening", Standing.BRAND_STEPPED_BACK: "brand_stepped_back"}
# R20: no invites by newcomers; and by settled members only where the charter says so.
_INVITERS = {Standing.MEMBER: (State.MEMBERS_INVITE, "captain_invites")}
# Who hosts an event looks after it, captain or not.
_HOSTING = dict.fromkeys(_MEMBERS - _CAPTAIN, (State.HOSTS, "hosts_only"))
_NEW = {Standing.NEW_MEMBER: "new_member"}
_PAUSED = {State.PAUSED: "paused", State.INVITES_PAUSED: "invites_paused"}

_PUBLIC = Row(Door.PUBLIC, _EVERYBODY)
_OWN = Row(Door.PERSON, _SIGNED_IN)
_WHO_IS_PAUSED = {State.PAUSED: "paused"}
_OF_CAPTAINS = Row(Door.GROUP, _CAPTAIN, unless=_WHO_IS_PAUSED, codes=_SEATS)
_INVITING = Row(Door.GROUP, _CAPTAIN, _INVITERS, codes=_SEATS | _NEW)
_OF_READERS = Row(Door.GROUP, _IN_THE_ROOM, codes=_SEATS)
_QUIET = {State.MUTED: "muted_until", State.BRAND_PAUSED: "brand_paused"}
_SHARE = {State.BRAND_IN_A_ROW: "brand_in_a_row", State.BRAND_SHARE: "brand_share"}
_SLOW = {State.SLOW: "slow_mode"}
_LOCKED = {State.LOCKED: "room_locked"}
# R40: between two, after a yes. It waits for no yes to be over.
_DIRECT = {
    State.DIRECT_OVER: "direct_over",
    State.DIRECT_WAITS: "direct_waits",
    State.DIRECT_BLOCKED: "direct_blocked",
    State.DIRECT_UNANSWERED: "direct_unanswered",
}
_NO_BRAND = dict.fromkeys(
    (Standing.BRAND_SPEAKING, Standing.BRAND_LISTENING, Standing.BRAND_STEPPED_BACK), "direct_brand"
)
_SAYING = Row(Door.GROUP, _IN_THE_ROOM, unless=_QUIET | _DIRECT, codes=_SEATS)

TABLE: Mapping[Action, Row] = MappingProxyType(
    {
        # doors that anybody may knock at
        Action.READ_PUBLIC: _PUBLIC,
        Action.SIGN_IN: _PUBLIC,
        Action.SEE_INVITE: _PUBLIC,
        Action.UNSUBSCRIBE: _PUBLIC,
        Action.READ_FEED: _PUBLIC,
        Action.DEMO: _PUBLIC,
        Action.SEE_RECEIPT: _PUBLIC,
        # one's own
        Action.SIGN_OUT: _OWN,
        Action.SEE_SELF: _OWN,
        Action.EDIT_SELF: _OWN,
        Action.MANAGE_DEVICES: _OWN,
        Action.LIST_GROUPS: _OWN,
        Action.SEARCH_ALL: _OWN,
        Action.CONNECT: _OWN,
        Action.SEE_INBOX: _OWN,
        Action.SET_REACH: _OWN,
        Action.CONSENT: _OWN,
        Action.SEE_LOOKS: _OWN,
        Action.KEEP_CALENDAR: _OWN,
        Action.TAKE_OWN_DATA: _OWN,
        Action.ERASE_SELF: _OWN,
        Action.REPORT: _OWN,
        Action.SEE_REPORTS: _OWN,
        Action.SEE_DECISIONS: _OWN,
        Action.APPEAL: _OWN,
        Action.REVIEW: _OWN,
        Action.LIST_DIRECT: _OWN,
        # a group
        Action.JOIN: Row(Door.GROUP, _SIGNED_IN - _STAFF, codes=dict.fromkeys(_STAFF, "brand_person")),
        Action.SEE_GROUP_CARD: Row(Door.GROUP, _IN_THE_ROOM | set(_SEATS)),
        Action.SEE_TRUST: Row(Door.GROUP, _IN_THE_ROOM | set(_SEATS)),
        Action.SEE_PEOPLE: _OF_READERS,
        Action.EDIT_PROFILE: Row(Door.GROUP, _IN_THE_ROOM | set(_SEATS), unless=_WHO_IS_PAUSED),
        Action.LEAVE: Row(Door.GROUP, _IN_THE_ROOM | set(_SEATS)),
        Action.BLOCK: _OF_READERS,
        Action.INVITE: Row(Door.GROUP, _CAPTAIN, _INVITERS, _PAUSED, _SEATS | _NEW),
        Action.SEE_INVITES: _INVITING,
        Action.REVOKE_INVITE: _INVITING,
        Action.DECIDE_REQUEST: _OF_CAPTAINS,
        Action.REMOVE_MEMBER: _OF_CAPTAINS,
        Action.DECIDE_HELD: _OF_CAPTAINS,  # of others: one's own is for somebody else (R33)
        Action.HAND_OVER: _OF_CAPTAINS,
        Action.CHANGE_CHARTER: _OF_CAPTAINS,
        Action.SEAT_BRAND: _OF_CAPTAINS,
        Action.TAKE_SEAT: Row(Door.GROUP, _DUTIES),
        Action.PAUSE_BRAND: _OF_CAPTAINS,
        Action.SLOW_TALK: _OF_CAPTAINS,
        Action.LOCK_TALK: _OF_CAPTAINS,
        Action.VOTE_QUIET: Row(
            Door.GROUP,
            _MEMBERS - _CAPTAIN,
            unless=_WHO_IS_PAUSED,
            codes=_SEATS | {Standing.CAPTAIN: "captain_pauses"},
        ),
        Action.SEE_EVENTS: _OF_READERS,
        Action.ANSWER_EVENT: Row(
            Door.GROUP,
            _MEMBERS,
            unless=_WHO_IS_PAUSED,
            codes=_SEATS | {Standing.BRAND_SPEAKING: "members_come"},
        ),
        Action.PLAN_EVENT: _OF_CAPTAINS,
        Action.MANAGE_EVENT: Row(Door.GROUP, _CAPTAIN, _HOSTING, unless=_WHO_IS_PAUSED, codes=_SEATS),
        # a room
        Action.READ_MESSAGES: _OF_READERS,
        Action.SEARCH: _OF_READERS,
        Action.SEND_MESSAGE: Row(Door.GROUP, _IN_THE_ROOM, unless=_QUIET | _LOCKED | _SLOW | _SHARE, codes=_SEATS),
        Action.POST_NOTICE: Row(
            Door.GROUP,
            _CAPTAIN,
            unless=_QUIET | {State.SLOW: "slow_mode"},
            codes=_SEATS | dict.fromkeys(_IN_THE_ROOM - _CAPTAIN, "captains_post"),
        ),
        # R20: a newcomer begins none, and answers those that others begin.
        Action.ASK_DIRECT: Row(
            Door.GROUP,
            _who(Standing.CAPTAIN, Standing.MEMBER),
            unless=_WHO_IS_PAUSED,
            codes=_NO_BRAND | {Standing.NEW_MEMBER: "direct_new"},
        ),
        Action.ANSWER_DIRECT: Row(Door.GROUP, _MEMBERS, unless=_WHO_IS_PAUSED, codes=_NO_BRAND),
        Action.SET_DIRECT: Row(Door.GROUP, _MEMBERS, codes=_NO_BRAND),
        Action.SEND_DIRECT: Row(
            Door.GROUP, _MEMBERS, unless=_QUIET | {State.SLOW: "slow_mode"} | _DIRECT, codes=_NO_BRAND
        ),
        Action.CALL_CREW: Row(
            Door.GROUP,
            _CAPTAIN,
            unless=_QUIET | {State.CREW_CALLED: "crew_called"},
            codes=_SEATS | dict.fromkeys(_IN_THE_ROOM - _CAPTAIN, "captains_call"),
        ),
        # Changing words is saying something; so is an emoji. Taking back is open to whoever reads, the muted too.
        Action.EDIT_OWN: _SAYING,
        Action.REACT: _SAYING,
        Action.VOTE: Row(Door.GROUP, _IN_THE_ROOM, unless=_QUIET, codes=_SEATS),
        Action.CLOSE_POLL: _OF_READERS,  # whose it is knows the poll
        Action.DELETE_OWN: _OF_READERS,
        Action.MARK_READ: _OF_READERS,
        Action.MUTE_ROOM: _OF_READERS,
        Action.PIN: Row(Door.GROUP, _CAPTAIN, unless={State.MUTED: "muted_until"}, codes=_SEATS),
        Action.HIDE_MESSAGE: Row(Door.GROUP, _CAPTAIN, unless={State.MUTED: "muted_until"}, codes=_SEATS),
        Action.KEEP_DRAFT: _OF_READERS,
        Action.TYPE: _OF_READERS,
        Action.OWN_HELD: _OF_READERS,
        Action.ASK_REUSE: Row(Door.GROUP, _who(Standing.BRAND_SPEAKING), unless=_QUIET, codes=_SEATS),
        Action.ANSWER_REUSE: Row(Door.GROUP, _MEMBERS, codes=_SEATS),
        # the brand's side
        Action.BRAND_ADMIN: Row(Door.BRAND, _who(Standing.MANAGER)),
        Action.REVIEW_AT_DESK: Row(Door.BRAND, _who(Standing.MANAGER, Standing.REVIEWER)),
        Action.OPEN_GROUP: Row(Door.BRAND, _who(Standing.MANAGER)),
        Action.NAME_CAPTAIN: Row(Door.BRAND, _who(Standing.MANAGER)),
        Action.KEEP_RULES: Row(Door.BRAND, _who(Standing.MANAGER)),
        Action.SEND_OUTREACH: Row(Door.BRAND, _who(Standing.MANAGER)),
        # R10: operators may turn the second key, and read nothing.
        Action.ASK_GLASS: Row(Door.BRAND, _who(Standing.MANAGER)),
        Action.TURN_GLASS: Row(Door.BRAND, _who(Standing.MANAGER, Standing.OPERATOR)),
        Action.READ_GLASS: Row(Door.BRAND, _who(Standing.MANAGER)),
        # the installation
        Action.OPERATE: Row(Door.HOUSE, _who(Standing.OPERATOR)),
        Action.KEEP_HOUSE: Row(Door.NOBODY),
    }
)
