from messaging.models.connections import LogEpoch, SocketTicket
from messaging.models.direct import Direct, DirectOff
from messaging.models.drafts import RoomDraft
from messaging.models.log import BODY_LENGTH, Message, RoomEvent
from messaging.models.media import BlockedPicture, Media, UploadDay
from messaging.models.naming import CrewCall, Mention
from messaging.models.pending import Pending
from messaging.models.pins import Pin
from messaging.models.polls import Poll, PollBallot, PollVote
from messaging.models.rooms import Participant, Room
from messaging.models.words import EMOJI_LENGTH, Reaction, SealedVersion

__all__ = [
    "BODY_LENGTH",
    "EMOJI_LENGTH",
    "BlockedPicture",
    "CrewCall",
    "Direct",
    "DirectOff",
    "LogEpoch",
    "Media",
    "Mention",
    "Message",
    "Participant",
    "Pending",
    "Pin",
    "Poll",
    "PollBallot",
    "PollVote",
    "Reaction",
    "Room",
    "RoomDraft",
    "RoomEvent",
    "SealedVersion",
    "SocketTicket",
    "UploadDay",
]
