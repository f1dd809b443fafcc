from messaging.models.connections import LogEpoch, SocketTicket
from messaging.models.log import BODY_LENGTH, Message, RoomEvent
from messaging.models.naming import CrewCall, Mention
from messaging.models.pending import Pending
from messaging.models.rooms import Participant, Room
from messaging.models.words import EMOJI_LENGTH, Reaction, SealedVersion

__all__ = [
    "BODY_LENGTH",
    "EMOJI_LENGTH",
    "CrewCall",
    "LogEpoch",
    "Mention",
    "Message",
    "Participant",
    "Pending",
    "Reaction",
    "Room",
    "RoomEvent",
    "SealedVersion",
    "SocketTicket",
]
