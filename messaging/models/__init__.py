from messaging.models.connections import LogEpoch, SocketTicket
from messaging.models.log import BODY_LENGTH, Message, Pending, RoomEvent
from messaging.models.rooms import Participant, Room

__all__ = ["BODY_LENGTH", "LogEpoch", "Message", "Participant", "Pending", "Room", "RoomEvent", "SocketTicket"]
