"""The marker with which every surface declares its policy action, and the words of the policy table.

Only names live here: every floor declares with them. The table is `moderation/policy.py`, the judge
`moderation/enforce.py` (architecture.md "Floors").
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Standing(StrEnum):
    """What a person is, here. Several may hold at once; being superuser is none of them."""

    __hash__ = str.__hash__  # that of enumerations is written in Python, and asked for each message several times

    ANONYMOUS = "anonymous"
    STRANGER = "stranger"  # signed in, belongs nowhere here
    EX_MEMBER = "ex_member"
    NEW_MEMBER = "new_member"
    MEMBER = "member"
    CAPTAIN = "captain"
    BRAND_LISTENING = "brand_listening"
    BRAND_SPEAKING = "brand_speaking"
    BRAND_STEPPED_BACK = "brand_stepped_back"
    REVIEWER = "reviewer"  # of this case; at the brand's desk: by duty
    VOICE = "voice"  # may hold this brand's seat, and holds none here
    MANAGER = "manager"  # of this brand
    OPERATOR = "operator"


class Action(StrEnum):
    """One verb of the product. The value is what policy, docs and refusals call it."""

    __hash__ = str.__hash__  # as above

    # doors that anybody may knock at
    READ_PUBLIC = "read_public"  # sign-in, health, schema, static pages
    SIGN_IN = "sign_in"
    SEE_INVITE = "see_invite"
    UNSUBSCRIBE = "unsubscribe"  # by the link of a mail, without signing in
    READ_FEED = "read_feed"  # by the secret address of a calendar
    DEMO = "demo"  # demo links and the mail page, where they exist at all
    # one's own
    SIGN_OUT = "sign_out"
    SEE_SELF = "see_self"
    EDIT_SELF = "edit_self"
    MANAGE_DEVICES = "manage_devices"
    LIST_GROUPS = "list_groups"
    SEARCH_ALL = "search_all"  # all the rooms one is in
    CONNECT = "connect"  # ticket, socket, session state
    SEE_INBOX = "see_inbox"
    LIST_DIRECT = "list_direct"
    SET_REACH = "set_reach"  # how one may be reached: switches, quiet hours, browsers that are pushed to
    CONSENT = "consent"  # see and change what one allows a brand
    SEE_LOOKS = "see_looks"  # who looked at one's own data
    TAKE_OWN_DATA = "take_own_data"  # the export: ask, see how far it is, fetch
    ERASE_SELF = "erase_self"  # ask for it, take it back
    SEE_RECEIPT = "see_receipt"  # of an erasure, by its secret address; the way back too, while there is one
    KEEP_CALENDAR = "keep_calendar"  # one's own feed: make it, take it back
    REPORT = "report"  # whatever one sees, or could within thirty days: its loader decides
    SEE_REPORTS = "see_reports"  # one's own, and what came of them
    SEE_DECISIONS = "see_decisions"  # about oneself
    APPEAL = "appeal"
    REVIEW = "review"  # cases that one may judge: their loader decides, case by case
    # a group
    JOIN = "join"
    SEE_GROUP_CARD = "see_group_card"
    SEE_PEOPLE = "see_people"
    SEE_TRUST = "see_trust"  # charter and "who can read this"
    EDIT_PROFILE = "edit_profile"
    LEAVE = "leave"
    BLOCK = "block"  # not hear somebody here, see whom one has blocked, take it back
    INVITE = "invite"
    SEE_INVITES = "see_invites"
    REVOKE_INVITE = "revoke_invite"
    DECIDE_REQUEST = "decide_request"
    REMOVE_MEMBER = "remove_member"
    DECIDE_HELD = "decide_held"
    HAND_OVER = "hand_over"
    CHANGE_CHARTER = "change_charter"
    SEAT_BRAND = "seat_brand"  # welcome or send back to listening
    PAUSE_BRAND = "pause_brand"  # for a week, or no longer
    SLOW_TALK = "slow_talk"  # for everybody in it, for a day at most
    LOCK_TALK = "lock_talk"  # for the night: captains alone speak
    VOTE_QUIET = "vote_quiet"  # members wish that the brand step back; nobody sees who
    SEE_EVENTS = "see_events"
    ANSWER_EVENT = "answer_event"
    PLAN_EVENT = "plan_event"
    MANAGE_EVENT = "manage_event"  # change, cancel, hand over, check in: who hosts it
    # a room
    READ_MESSAGES = "read_messages"
    SEARCH = "search"  # what was said in a group, within what one may read there
    SEND_MESSAGE = "send_message"
    POST_NOTICE = "post_notice"
    CALL_CREW = "call_crew"  # name everybody at once, twice in 24 hours
    EDIT_OWN = "edit_own"
    REACT = "react"
    VOTE = "vote"  # in a poll: choose, change, take back
    CLOSE_POLL = "close_poll"  # before its end: one's own, as captain any
    DELETE_OWN = "delete_own"
    MARK_READ = "mark_read"
    MUTE_ROOM = "mute_room"  # for oneself: be told of it no more, for a while or until one turns it on
    PIN = "pin"  # put a message at the top of a room, or take it down
    HIDE_MESSAGE = "hide_message"  # take somebody else's message out of sight, with a reason
    KEEP_DRAFT = "keep_draft"  # what one is writing, for one's own other devices
    TYPE = "type"
    ASK_DIRECT = "ask_direct"  # somebody of the group for a conversation of two: the first message
    ANSWER_DIRECT = "answer_direct"  # yes or no to that
    SET_DIRECT = "set_direct"  # whether one may be asked here
    SEND_DIRECT = "send_direct"
    OWN_HELD = "own_held"  # see, take back and object to what a rule held or refused of one's own
    ASK_REUSE = "ask_reuse"  # the brand, whether it may use one message elsewhere
    ANSWER_REUSE = "answer_reuse"  # its author
    # the brand's side
    BRAND_ADMIN = "brand_admin"  # the pages of /brand/
    REVIEW_AT_DESK = "review_at_desk"  # its first page and its cases: which ones, their loader decides
    OPEN_GROUP = "open_group"
    NAME_CAPTAIN = "name_captain"
    KEEP_RULES = "keep_rules"  # what is looked for in words, beyond the house's own rules
    TAKE_SEAT = "take_seat"
    SEND_OUTREACH = "send_outreach"  # write to people of the brand's groups
    ASK_GLASS = "ask_glass"  # to read one of the brand's groups in an emergency
    TURN_GLASS = "turn_glass"  # the second key for it, or no; and ending it
    READ_GLASS = "read_glass"  # what both keys have opened: its loader decides
    # the installation
    OPERATE = "operate"  # the pages of /admin/
    KEEP_HOUSE = "keep_house"  # chores that run by the clock and serve nobody in particular


def surface(action: Action | None = None, **by_method: Action) -> Callable[[F], F]:
    """Declare the policy action of a view, API class, socket op, admin page or task.

    `@surface(Action.X)` for all methods, `@surface(get=Action.X, post=Action.Y)` for some; a method that is not named
    is refused. The judge reads the attribute `surface`: a mapping of lower-case method (or "*") to action.
    """
    declared = {"*": action} if action else dict(by_method)

    def mark(target: F) -> F:
        target.surface = declared  # type: ignore[attr-defined]
        return target

    return mark
