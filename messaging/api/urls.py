"""The doors of rooms under /api/v1/."""

from django.urls import URLPattern

from community.api.routes import doors
from messaging.api.connecting import SessionState, Tickets
from messaging.api.crew import Crew
from messaging.api.direct import DirectAnswer, Directs, DirectSwitch
from messaging.api.habits import Draft, RoomMute, UnreadState
from messaging.api.held import Objections, OneHeld, OwnHeld
from messaging.api.hiding import Hidden
from messaging.api.media import MediaBytes, OneMedia, RoomMedia
from messaging.api.pins import OnePin, Pins
from messaging.api.polls import Ballot, ClosedPoll, OnePoll
from messaging.api.realtime import RealtimeDocument
from messaging.api.rooms import Messages, OneMessage, OneReaction, ReadState, Rooms
from messaging.api.search import Search

urlpatterns: list[URLPattern] = [
    *doors("rooms", Rooms, "rooms"),
    *doors("rooms/<uuid:room>/messages", Messages, "messages"),
    *doors("rooms/<uuid:room>/messages/<uuid:mid>", OneMessage, "message"),
    *doors("rooms/<uuid:room>/messages/<uuid:mid>/reactions/<str:emoji>", OneReaction, "reaction"),
    *doors("rooms/<uuid:room>/messages/<uuid:mid>/poll", OnePoll, "poll"),
    *doors("rooms/<uuid:room>/messages/<uuid:mid>/poll/vote", Ballot, "vote"),
    *doors("rooms/<uuid:room>/messages/<uuid:mid>/poll/close", ClosedPoll, "close_poll"),
    *doors("rooms/<uuid:room>/messages/<uuid:mid>/hidden", Hidden, "hide"),
    *doors("rooms/<uuid:room>/crew", Crew, "crew"),
    *doors("rooms/<uuid:room>/held", OwnHeld, "own_held"),
    *doors("rooms/<uuid:room>/held/<uuid:cid>", OneHeld, "one_held"),
    *doors("rooms/<uuid:room>/objections", Objections, "objections"),
    *doors("rooms/<uuid:room>/media", RoomMedia, "room_media"),
    *doors("rooms/<uuid:room>/media/<uuid:media>", OneMedia, "one_media"),
    *doors("media/<uuid:media>/<slug:part>/<slug:ticket>", MediaBytes, "media"),
    *doors("rooms/<uuid:room>/read", ReadState, "read"),
    *doors("rooms/<uuid:room>/unread", UnreadState, "unread"),
    *doors("rooms/<uuid:room>/draft", Draft, "draft"),
    *doors("rooms/<uuid:room>/pins", Pins, "pins"),
    *doors("rooms/<uuid:room>/pins/<uuid:mid>", OnePin, "pin"),
    *doors("rooms/<uuid:room>/mute", RoomMute, "mute"),
    *doors("directs", Directs, "directs"),
    *doors("directs/<uuid:direct>/answer", DirectAnswer, "direct_answer"),
    *doors("groups/<uuid:group>/direct", DirectSwitch, "direct_switch"),
    *doors("search", Search, "search"),
    *doors("ws-ticket", Tickets, "ws_ticket"),
    *doors("session", SessionState, "session"),
    *doors("realtime", RealtimeDocument, "realtime", slash=True),
]
