"""What refusals and actions are called, for people: error pages, "who can do what here", docs/policy.md."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from community.errors import Forbidden, NotFound, SnugError, Unauthenticated, Words
from community.surface import Action, Standing
from moderation.policy.table import Door, State

REFUSALS: Mapping[str, Words] = MappingProxyType(
    {
        "unauthenticated": Unauthenticated.words,
        "not_found": NotFound.words,
        "forbidden": Forbidden.words,
        "brand_person": _("You work for this brand: take its seat in the group, where everybody sees it."),
        "brand_listening": _("Your seat is listening. The captain can welcome you into the conversation."),
        "brand_stepped_back": _("Your seat has stepped back for now."),
        "brand_paused": _("The captain has paused the brand here for a while. Reading stays open."),
        "brand_in_a_row": _("Two messages in a row are the most for the brand. The others come first."),
        "brand_share": _("The brand has had its share here, one message in five. The others come first."),
        "captain_pauses": _("The vote is for members. As captain you can pause the brand."),
        "captain_invites": _("In this group the captain invites."),
        "new_member": _("You can invite once you have been here for seven days."),
        "invites_paused": _("Your invitations are paused for two weeks."),
        "members_come": _("Events are for the group's members. Yours is the brand's seat."),
        "hosts_only": _("Who hosts this event looks after it."),
        "captains_post": _("Captains post the notices. Talk is open to you."),
        "captains_call": _("Captains call the whole crew. Write it without @crew; @captain is open to you."),
        "crew_called": _("You have called the whole crew twice in 24 hours. Write it without @crew, or wait a while."),
        "muted_until": _("You are asked to be quiet here for a while. Reading stays open."),
        "room_locked": _("Talk is locked for now. Captains can write; reading stays open."),
        "slow_mode": _("You are asked to go slowly here: one message in ten minutes."),
        "direct_new": _(
            "You can write to somebody directly once you have been here for seven days. Who writes to you first, "
            "you can answer at once."
        ),
        "direct_brand": _("Direct messages are between members. The brand neither begins nor gets any."),
        "direct_waits": _("They have your message and may answer. Until they say yes, one message is all."),
        "direct_unanswered": _("Say yes to their request first, then you can write."),
        "direct_blocked": _("You have blocked them here. Take the block back first, then you can write."),
        "direct_over": _(
            "They are no longer in the group. What was said stays for its time; nothing more can be said."
        ),
        "paused": _("You are paused in this group for a while. Reading stays open."),
    }
)

ACTIONS: Mapping[Action, Words] = MappingProxyType(
    {
        Action.READ_PUBLIC: _("Read public pages"),
        Action.SIGN_IN: _("Sign in"),
        Action.SEE_INVITE: _("Open an invitation"),
        Action.UNSUBSCRIBE: _("Stop mails by their link"),
        Action.READ_FEED: _("Read a calendar by its secret address"),
        Action.DEMO: _("Use the demo, where there is one"),
        Action.SIGN_OUT: _("Sign out"),
        Action.SEE_SELF: _("See one's own account"),
        Action.EDIT_SELF: _("Change one's own account"),
        Action.MANAGE_DEVICES: _("See and end one's own sessions"),
        Action.LIST_DIRECT: _("See one's own direct conversations"),
        Action.LIST_GROUPS: _("See one's own groups"),
        Action.SEARCH_ALL: _("Search in all of one's own rooms"),
        Action.CONNECT: _("Receive live"),
        Action.SEE_INBOX: _("See one's own inbox"),
        Action.SET_REACH: _("Say how one may be reached"),
        Action.CONSENT: _("See and change what one allows a brand"),
        Action.SEE_LOOKS: _("See who looked at one's own data"),
        Action.KEEP_CALENDAR: _("Keep a private calendar address"),
        Action.TAKE_OWN_DATA: _("Take one's own data along"),
        Action.ERASE_SELF: _("Erase one's own account"),
        Action.SEE_RECEIPT: _("See the receipt of an erasure by its secret address"),
        Action.REPORT: _("Report what one sees, or could within thirty days"),
        Action.SEE_REPORTS: _("See one's own reports and what came of them"),
        Action.SEE_DECISIONS: _("See decisions about oneself"),
        Action.APPEAL: _("Appeal against them"),
        Action.REVIEW: _("Judge a case that one is no part of, as captain, reviewer or operator"),
        Action.JOIN: _("Join by invitation"),
        Action.SEE_GROUP_CARD: _("See the group's card"),
        Action.SEE_TRUST: _("See the charter and who can read"),
        Action.SEE_PEOPLE: _("See who is in the group"),
        Action.EDIT_PROFILE: _("Change one's own profile here"),
        Action.LEAVE: _("Leave"),
        Action.BLOCK: _("Block somebody here, for oneself alone, and take it back"),
        Action.INVITE: _("Invite somebody"),
        Action.SEE_INVITES: _("See invitations"),
        Action.REVOKE_INVITE: _("Take an invitation back"),
        Action.DECIDE_REQUEST: _("Decide who comes in"),
        Action.REMOVE_MEMBER: _("Remove somebody"),
        Action.DECIDE_HELD: _("Decide about held messages of others"),
        Action.HAND_OVER: _("Hand the captaincy over"),
        Action.CHANGE_CHARTER: _("Change the charter"),
        Action.SEAT_BRAND: _("Welcome the brand or send it back to listening"),
        Action.TAKE_SEAT: _("Take the brand's seat, or give it up"),
        Action.PAUSE_BRAND: _("Pause the brand for a week"),
        Action.SLOW_TALK: _("Slow Talk down for everybody, for a day"),
        Action.LOCK_TALK: _("Lock Talk for the night"),
        Action.VOTE_QUIET: _("Ask the brand to step back, unseen"),
        Action.SEE_EVENTS: _("See the events"),
        Action.ANSWER_EVENT: _("Say whether one comes"),
        Action.PLAN_EVENT: _("Plan an event"),
        Action.MANAGE_EVENT: _("Change or cancel an event"),
        Action.READ_MESSAGES: _("Read messages"),
        Action.SEARCH: _("Search in what one may read"),
        Action.SEND_MESSAGE: _("Write in Talk"),
        Action.POST_NOTICE: _("Write in Notices"),
        Action.ASK_DIRECT: _("Ask somebody for a direct conversation"),
        Action.ANSWER_DIRECT: _("Say yes or no when asked for one"),
        Action.SET_DIRECT: _("Say whether one may be asked here"),
        Action.SEND_DIRECT: _("Write in a direct conversation"),
        Action.CALL_CREW: _("Call the whole crew with @crew, twice in 24 hours"),
        Action.EDIT_OWN: _("Change one's own words, for fifteen minutes"),
        Action.REACT: _("React to a message"),
        Action.VOTE: _("Vote in a poll"),
        Action.CLOSE_POLL: _("Close one's own poll before its end; as captain, any"),
        Action.DELETE_OWN: _("Delete one's own words"),
        Action.MARK_READ: _("Keep one's place"),
        Action.MUTE_ROOM: _("Mute a room, for oneself alone"),
        Action.PIN: _("Pin a message, or take it down"),
        Action.HIDE_MESSAGE: _("Take somebody’s message out of sight, with a reason that they read"),
        Action.KEEP_DRAFT: _("Keep what one is writing for one's own other devices"),
        Action.TYPE: _("Show that one is typing"),
        Action.OWN_HELD: _("Take back one's own held words, or say that a rule was wrong"),
        Action.ASK_REUSE: _("Ask to use one message elsewhere"),
        Action.ANSWER_REUSE: _("Answer whether one's own words may be used"),
        Action.BRAND_ADMIN: _("Manage the brand's groups"),
        Action.REVIEW_AT_DESK: _("Come to the brand's desk, and judge cases there that one is no part of"),
        Action.OPEN_GROUP: _("Open a group"),
        Action.NAME_CAPTAIN: _("Name a captain"),
        Action.KEEP_RULES: _("Make rules for what is written"),
        Action.SEND_OUTREACH: _("Write to people, within their consent and budget"),
        Action.ASK_GLASS: _("Ask to read a group in an emergency"),
        Action.TURN_GLASS: _("Allow somebody else's reading in an emergency, or refuse it; end it"),
        Action.READ_GLASS: _("Read a group in an emergency that somebody else has allowed"),
        Action.OPERATE: _("Run the installation"),
        Action.KEEP_HOUSE: _("Chores by the clock"),
    }
)

STANDINGS: Mapping[Standing, Words] = MappingProxyType(
    {
        Standing.ANONYMOUS: _("Not signed in"),
        Standing.STRANGER: _("Somebody signed in"),
        Standing.EX_MEMBER: _("Former member"),
        Standing.NEW_MEMBER: _("New member"),
        Standing.MEMBER: _("Member"),
        Standing.CAPTAIN: _("Captain"),
        Standing.BRAND_LISTENING: _("Listening brand seat"),
        Standing.BRAND_SPEAKING: _("Speaking brand seat"),
        Standing.BRAND_STEPPED_BACK: _("Stepped-back brand seat"),
        Standing.REVIEWER: _("Reviewer"),
        Standing.VOICE: _("Brand voice without a seat"),
        Standing.MANAGER: _("Brand manager"),
        Standing.OPERATOR: _("Operator"),
    }
)

STATES: Mapping[State, Words] = MappingProxyType(
    {
        State.MEMBERS_INVITE: _("the charter lets members invite"),
        State.INVITES_PAUSED: _("their invitations are paused"),
        State.HOSTS: _("they host it"),
        State.MUTED: _("they are asked to be quiet"),
        State.BRAND_PAUSED: _("the captain has paused the brand"),
        State.BRAND_IN_A_ROW: _("the last two messages are the brand's"),
        State.BRAND_SHARE: _("one more would be more than one in five of the last fifty by the brand"),
        State.SLOW: _("they, or all in the room, are asked to go slowly and they have just said something"),
        State.DIRECT_WAITS: _("they wait for the other's yes"),
        State.DIRECT_UNANSWERED: _("they have not said yes themselves"),
        State.DIRECT_BLOCKED: _("they have blocked the other"),
        State.DIRECT_OVER: _("the other has left"),
        State.CREW_CALLED: _("they have called the whole crew twice in 24 hours"),
        State.LOCKED: _("a captain has locked the room for the night, and they are none"),
        State.PAUSED: _("they are paused in the group"),
    }
)

DOORS: Mapping[Door, Words] = MappingProxyType(
    {
        Door.PUBLIC: _("Open to all"),
        Door.PERSON: _("One's own"),
        Door.GROUP: _("In a group"),
        Door.BRAND: _("The brand's side"),
        Door.HOUSE: _("The installation"),
        Door.NOBODY: _("Behind no door"),
    }
)


def refusal(code: str) -> SnugError:
    """The error that carries a refusal code. Raises KeyError for a code that the table does not know."""
    if code == "unauthenticated":
        return Unauthenticated()
    if code == "not_found":
        return NotFound()
    return Forbidden(REFUSALS[code], code=code)
