"""The doors of groups under /api/v1/."""

from django.urls import URLPattern

from community.api.routes import doors
from groups.api.blocks import Blocks, OneBlock
from groups.api.calendar import CalendarFeeds
from groups.api.events.answering import Moves, OfferAcceptance, OfferRefusal, OwnRegular, OwnRsvp, Rsvps
from groups.api.events.attendance import CheckIn, CheckInCodes, OwnAttendance
from groups.api.events.hosting import Hosts, OneHost, OwnHosting
from groups.api.events.planning import Cancellation, Events, OneOccurrence
from groups.api.events.planning import Preview as ChangePreview
from groups.api.groups import GroupCharter, Groups, OneGroup, OwnProfile
from groups.api.held import HeldDecisions, HeldMedia, Waiting
from groups.api.insights import Insights
from groups.api.invites import Decisions, Invites, OneInvite, Requests
from groups.api.joining import Join, Preview
from groups.api.looks import Looks
from groups.api.memberships import HandOvers, Memberships, OwnMembership, Removals
from groups.api.nights import Night
from groups.api.offline import Offline
from groups.api.openings import OneOpening, Openings
from groups.api.outreach import Budgets, OneBudget, OneOutreach
from groups.api.pace import TalkPace
from groups.api.restraint import BrandPauses, OwnQuietVote, Restraints
from groups.api.reuse import ReuseAnswers, Reuses
from groups.api.seats import OneSeat, Seats

_GROUP = "groups/<uuid:group>"
_EVENT = f"{_GROUP}/events/<uuid:occurrence>"
urlpatterns: list[URLPattern] = [
    *doors("groups", Groups, "groups"),
    *doors("me/offline", Offline, "offline"),
    *doors(_GROUP, OneGroup, "group"),
    *doors(f"{_GROUP}/charter", GroupCharter, "charter"),
    *doors(f"{_GROUP}/charter/openings", Openings, "openings"),
    *doors(f"{_GROUP}/charter/openings/<uuid:opening>", OneOpening, "opening"),
    *doors(f"{_GROUP}/profile", OwnProfile, "profile"),
    *doors(f"{_GROUP}/memberships", Memberships, "memberships"),
    *doors(f"{_GROUP}/memberships/<uuid:profile>/removals", Removals, "removals"),
    *doors(f"{_GROUP}/membership", OwnMembership, "membership"),
    *doors(f"{_GROUP}/blocks", Blocks, "blocks"),
    *doors(f"{_GROUP}/blocks/<uuid:profile>", OneBlock, "block"),
    *doors(f"{_GROUP}/hand-overs", HandOvers, "hand_overs"),
    *doors(f"{_GROUP}/invites", Invites, "invites"),
    *doors(f"{_GROUP}/invites/<uuid:invite>", OneInvite, "invite"),
    *doors(f"{_GROUP}/requests", Requests, "requests"),
    *doors(f"{_GROUP}/requests/<uuid:asked>/decisions", Decisions, "decisions"),
    *doors(f"{_GROUP}/held", Waiting, "held"),
    *doors(f"{_GROUP}/held/media/<uuid:media>/<slug:part>/<slug:ticket>", HeldMedia, "held_media"),
    *doors(f"{_GROUP}/held/<uuid:pending>/decisions", HeldDecisions, "held_decisions"),
    *doors(f"{_GROUP}/insights", Insights, "insights"),
    *doors(f"{_GROUP}/seats", Seats, "seats"),
    *doors(f"{_GROUP}/seats/<uuid:seat>", OneSeat, "seat"),
    *doors(f"{_GROUP}/restraint", Restraints, "restraint"),
    *doors(f"{_GROUP}/brand-pause", BrandPauses, "brand_pause"),
    *doors(f"{_GROUP}/pace", TalkPace, "pace"),
    *doors(f"{_GROUP}/night", Night, "night"),
    *doors(f"{_GROUP}/quiet-vote", OwnQuietVote, "quiet_vote"),
    *doors(f"{_GROUP}/reuse", Reuses, "reuse"),
    *doors(f"{_GROUP}/reuse/<uuid:ask>/answer", ReuseAnswers, "reuse_answer"),
    *doors(f"{_GROUP}/events", Events, "events"),
    *doors(_EVENT, OneOccurrence, "occurrence"),
    *doors(f"{_EVENT}/preview", ChangePreview, "change_preview"),
    *doors(f"{_EVENT}/cancellation", Cancellation, "cancellation"),
    *doors(f"{_EVENT}/hosts", Hosts, "hosts"),
    *doors(f"{_EVENT}/hosts/<uuid:profile>", OneHost, "host"),
    *doors(f"{_EVENT}/hosting", OwnHosting, "hosting"),
    *doors(f"{_EVENT}/rsvp", OwnRsvp, "rsvp"),
    *doors(f"{_EVENT}/offer/acceptance", OfferAcceptance, "offer_acceptance"),
    *doors(f"{_EVENT}/offer/refusal", OfferRefusal, "offer_refusal"),
    *doors(f"{_EVENT}/rsvps", Rsvps, "rsvps"),
    *doors(f"{_EVENT}/moves", Moves, "moves"),
    *doors(f"{_EVENT}/regular", OwnRegular, "regular"),
    *doors(f"{_EVENT}/attendance", CheckIn, "attendance"),
    *doors(f"{_EVENT}/attendance/codes", CheckInCodes, "check_in_codes"),
    *doors(f"{_EVENT}/attendance/own", OwnAttendance, "own_attendance"),
    *doors("invites/preview", Preview, "preview"),
    *doors("join", Join, "join"),
    *doors("me/looks", Looks, "looks"),
    *doors("outreach/<uuid:outreach>", OneOutreach, "outreach"),
    *doors("me/contact-budgets", Budgets, "budgets"),
    *doors("me/contact-budgets/<uuid:brand>", OneBudget, "budget"),
    *doors("me/calendar-feed", CalendarFeeds, "calendar_feed"),
]
