"""What conversations keep about people."""

from django.utils.translation import gettext_lazy as _

from community.personal import Audience, Erase, Export, Kept, declare, plain
from community.personal.erasing import erases
from community.personal.lifetimes import (
    AS_LONG_AS_USED,
    IN_THE_GROUP,
    MESSAGES,
    ONE_DAY,
    THIRTY_DAYS,
    WHILE_IT_WAITS,
    WITH_ITS_MESSAGE,
)
from messaging import personal_polls  # noqa: F401 - declares as well
from messaging.actions.fading import erase
from messaging.draft_words import read as read_draft
from messaging.held_words import read
from messaging.media.keeping import belongings
from messaging.models import (
    BlockedPicture,
    CrewCall,
    Direct,
    DirectOff,
    LogEpoch,
    Media,
    Mention,
    Message,
    Participant,
    Pending,
    Pin,
    Reaction,
    Room,
    RoomDraft,
    RoomEvent,
    SealedVersion,
    SocketTicket,
    UploadDay,
)

_TO_TALK = _("So that you can talk with each other")

declare(
    Message,
    _("Your messages"),
    Kept(
        "room actor body created_at edited_at deleted_at hidden_at reply_to",
        _TO_TALK,
        MESSAGES,
        Audience.GROUP,
        Export.GIVEN,
        Erase.BLANK,
    ),
    Kept(
        "bare bare_long",
        _("So that your words are found by who may read them; nothing but the same words once more"),
        MESSAGES,
        Audience.MACHINE,
        Export.SECRET,
        Erase.BLANK,
    ),
    of="actor__person",
    but="id seq version",
)
declare(
    RoomEvent,
    _("The order in which things were said"),
    Kept(
        "room kind actor data created_at",
        _("So that everybody sees the same in the same order; no words stand in it"),
        MESSAGES,
        Audience.GROUP,
        Export.GIVEN,
        Erase.CUT,
    ),
    of="actor__person",
    but="seq message of cid cid_mac",
)
declare(
    Mention,
    _("Where you are named"),
    Kept("message what profile start end at", _TO_TALK, MESSAGES, Audience.GROUP, Export.GIVEN, Erase.CUT),
    of="profile__person",
    but="id",
)
declare(
    CrewCall,
    _("When you called the whole crew"),
    Kept(
        "profile message slot at until",
        _("So that it stays seldom"),
        _("One day"),
        Audience.MACHINE,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="profile__person",
    but="id",
)
declare(
    Reaction,
    _("Your reactions"),
    Kept("message profile emoji created_at", _TO_TALK, MESSAGES, Audience.GROUP, Export.GIVEN, Erase.GONE),
    of="profile__person",
    but="id place",
)
declare(
    Participant,
    _("The conversations you are in"),
    Kept(
        "room profile voice active joined_at",
        _("To know who reads and who may speak"),
        IN_THE_GROUP,
        Audience.GROUP,
        Export.GIVEN,
        Erase.CUT,
    ),
    Kept(
        "read_seq told_seq visible_from_seq left_seq muted_until slow_until",
        _("To know what is new for you and what is not yours to see"),
        IN_THE_GROUP,
        Audience.YOU,
        Export.GIVEN,
        Erase.CUT,
    ),
    Kept(
        "hushed_at hushed_until",
        _("So that a room that you muted stays quiet for you"),
        IN_THE_GROUP,
        Audience.YOU,
        Export.GIVEN,
        Erase.CUT,
    ),
    of="profile__person",
    but="id",
)
declare(
    Direct,
    _("Whom you asked for a direct conversation"),
    Kept(
        "room space low high asker asked_at opened_at",
        _("So that nobody is written to who has not said yes"),
        IN_THE_GROUP,
        Audience.GROUP,
        Export.PSEUDONYM,
        Erase.CUT,
    ),
    Kept(
        "declined_at",
        _("So that nobody is asked again and again; whoever asked never learns of it"),
        IN_THE_GROUP,
        Audience.MACHINE,
        Export.NOT_YOURS,
        Erase.CUT,
    ),
    of="asker__person",
)
declare(
    DirectOff,
    _("Where nobody may write to you directly"),
    Kept(
        "profile since",
        _("So that nobody asks you there"),
        AS_LONG_AS_USED,
        Audience.GROUP,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="profile__person",
)
declare(
    Pending,
    _("Messages of yours that wait for a decision"),
    Kept(
        "room actor words rule spans held_at until",
        _TO_TALK,
        WHILE_IT_WAITS,
        Audience.REVIEWERS,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept(
        "state ended_at", _("So that you learn what became of it"), THIRTY_DAYS, Audience.YOU, Export.GIVEN, Erase.GONE
    ),
    Kept(
        "ended_by",
        _("So that nobody decides about their own words"),
        THIRTY_DAYS,
        Audience.MACHINE,
        Export.PSEUDONYM,
        Erase.GONE,
    ),
    of="actor__person",
    but="id cid mac message reply_to version seq put_away_at",
    reads={"words": read},
)
declare(
    Pin,
    _("Messages that you pinned"),
    Kept(
        "by room message pinned_at",
        _("So that what everybody should find stands at the top"),
        _("Until it is taken down"),
        Audience.GROUP,
        Export.GIVEN,
        Erase.CUT,
    ),
    of="by__person",
    but="id place",
)
declare(
    RoomDraft,
    _("What you were writing and have not sent"),
    Kept(
        "participant words updated_at",
        _("So that you go on writing on another device"),
        THIRTY_DAYS,
        Audience.YOU,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="participant__profile__person",
    but="version",
    reads={"words": read_draft},
)
declare(
    SealedVersion,
    _("Words that you changed or took back, sealed"),
    Kept(
        "message version body sealed_at",
        _("So that nobody can hurt somebody and leave nothing to report"),
        THIRTY_DAYS,
        Audience.CASES,
        Export.SECRET,
        Erase.GONE,
    ),
    of="message__actor__person",
    but="id",
)
declare(
    SocketTicket,
    _("Tickets of your app"),
    Kept(
        "token_hash person session_key created_at expires_at",
        _("To open the conversation in your app"),
        _("One minute"),
        Audience.MACHINE,
        Export.SECRET,
        Erase.GONE,
    ),
    of="person",
)
declare(
    Media,
    _("Your photos and files"),
    Kept(
        "room actor kind message place width height blur alt name bytes created_at",
        _TO_TALK,
        WITH_ITS_MESSAGE,
        Audience.GROUP,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept(
        "marks",
        _("So that a picture that was removed after a report is not sent again"),
        WITH_ITS_MESSAGE,
        Audience.MACHINE,
        Export.SECRET,
        Erase.GONE,
    ),
    Kept(
        "taken_at sealed_at",
        _("So that nobody can hurt somebody and leave nothing to report"),
        THIRTY_DAYS,
        Audience.CASES,
        Export.SECRET,
        Erase.GONE,
    ),
    of="actor__person",
    but="id cid pending",
    files=belongings,
)
declare(
    UploadDay,
    _("How much you sent in today"),
    Kept(
        "person day bytes",
        _("So that nobody fills the server for all others"),
        ONE_DAY,
        Audience.MACHINE,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="person",
    but="id",
)
plain(Room, LogEpoch, BlockedPicture)
erases(erase)
