"""The doors of the groups. Pages that show messages too belong here: they stand on the highest floor."""

from django.urls import include, path

from groups.views.blocks import block, blocks, unblock
from groups.views.calendar import event_as_file, feed, own_calendar, revoke_calendar
from groups.views.charter import charter, opening
from groups.views.charter import take_back as take_opening_back
from groups.views.entering import invite, join, withdraw, younger
from groups.views.events import talk as event_room
from groups.views.events.arriving import check_in_code, here
from groups.views.events.check_in import check_in
from groups.views.events.ending import cancel, revive
from groups.views.events.hosting import hosting
from groups.views.events.list import events
from groups.views.events.one import answer, event, moves, offer, regular
from groups.views.events.planning import edit as edit_event
from groups.views.events.planning import plan, preview
from groups.views.glass import end_glass, glass
from groups.views.habits import event_mute, event_pin, event_unread, mute, pin, unread
from groups.views.held import decide, held, remove_held
from groups.views.hiding import event_hide, hide
from groups.views.home import home
from groups.views.invites import admit, invites, refuse, revoke
from groups.views.known import known_here
from groups.views.leaving import leave
from groups.views.looks import looks, looks_here
from groups.views.numbers import numbers
from groups.views.outreach import budgets, outreach, stop_outreach
from groups.views.people import hand_over, let_in_seat, people, quiet_seat, remove, welcome_seat
from groups.views.polls import (
    ask_poll,
    ask_poll_in_notices,
    close_poll,
    event_ask_poll,
    event_close_poll,
    event_poll,
    poll,
)
from groups.views.profile import profile
from groups.views.restraint import night, pause, quiet_vote, resume, slow
from groups.views.reuse import answer_reuse, ask_reuse, reuse
from groups.views.search import search
from groups.views.share import send_shared, share
from groups.views.talk import delete, edit, message, own_held, react, read, say, say_notice, talk
from groups.views.trust import trust

app_name = "groups"
_event = [
    path("", event, name="event"),
    path("answer/", answer, name="answer"),
    path("offer/", offer, name="offer"),
    path("regular/", regular, name="regular"),
    path("moves/", moves, name="moves"),
    path("edit/", edit_event, name="edit_event"),
    path("preview/", preview, name="preview"),
    path("cancel/", cancel, name="cancel_event"),
    path("revive/", revive, name="revive"),
    path("hosting/", hosting, name="hosting"),
    path("check-in/", check_in, name="check_in"),
    path("check-in/code/", check_in_code, name="check_in_code"),
    path("here/<str:code>/", here, name="here"),
    path("talk/", event_room.event_talk, name="event_talk"),
    path("talk/say/", event_room.event_say, name="event_say"),
    path("talk/read/", event_room.event_read, name="event_read"),
    path("talk/mute/", event_mute, name="event_mute"),
    path("talk/pin/<uuid:mid>/", event_pin, name="event_pin"),
    path("talk/hide/<uuid:mid>/", event_hide, name="event_hide"),
    path("talk/unread/<uuid:mid>/", event_unread, name="event_unread"),
    path("talk/held/<uuid:cid>/", event_room.event_held, name="event_held"),
    path("talk/message/<uuid:mid>/", event_room.event_message, name="event_message"),
    path("talk/delete/<uuid:mid>/", event_room.event_delete, name="event_delete"),
    path("talk/react/<uuid:mid>/", event_room.event_react, name="event_react"),
    path("talk/edit/<uuid:mid>/", event_room.event_edit, name="event_edit"),
    path("talk/poll/", event_ask_poll, name="event_ask_poll"),
    path("talk/poll/<uuid:mid>/", event_poll, name="event_poll"),
    path("talk/poll/<uuid:mid>/close/", event_close_poll, name="event_close_poll"),
    path("event.ics", event_as_file, name="event_file"),
]
urlpatterns = [
    path("", home, name="home"),
    path("i/<str:token>/", invite, name="invite"),
    path("share/", share, name="share"),
    path("share/send/", send_shared, name="send_shared"),
    path("glass/<uuid:glass>/", glass, name="glass"),
    path("glass/<uuid:glass>/end/", end_glass, name="end_glass"),
    path("i/<str:token>/join/", join, name="join"),
    path("i/<str:token>/younger/", younger, name="younger"),
    path("requests/<uuid:asked>/withdraw/", withdraw, name="withdraw"),
    path("calendar/<str:token>.ics", feed, name="feed"),
    path("me/calendar/", own_calendar, name="calendar"),
    path("me/looks/", looks, name="looks"),
    path("me/calendar/revoke/", revoke_calendar, name="revoke_calendar"),
    path("outreach/<uuid:outreach>/", outreach, name="outreach"),
    path("outreach/<uuid:outreach>/stop/", stop_outreach, name="stop_outreach"),
    path("me/contact/", budgets, name="budgets"),
    path("me/contact/<uuid:brand>/", budgets, name="budget"),
    path("g/<slug:slug>/", talk, name="talk"),
    path("g/<slug:slug>/search/", search, name="search"),
    path("g/<slug:slug>/say/", say, name="say"),
    path("g/<slug:slug>/read/", read, name="read"),
    path("g/<slug:slug>/mute/", mute, name="mute"),
    path("g/<slug:slug>/pin/<uuid:mid>/", pin, name="pin"),
    path("g/<slug:slug>/hide/<uuid:mid>/", hide, name="hide"),
    path("g/<slug:slug>/unread/<uuid:mid>/", unread, name="unread"),
    path("g/<slug:slug>/message/<uuid:mid>/", message, name="message"),
    path("g/<slug:slug>/react/<uuid:mid>/", react, name="react"),
    path("g/<slug:slug>/edit/<uuid:mid>/", edit, name="edit"),
    path("g/<slug:slug>/delete/<uuid:mid>/", delete, name="delete"),
    path("g/<slug:slug>/poll/", ask_poll, name="ask_poll"),
    path("g/<slug:slug>/poll/<uuid:mid>/", poll, name="poll"),
    path("g/<slug:slug>/poll/<uuid:mid>/close/", close_poll, name="close_poll"),
    path("g/<slug:slug>/held/", held, name="held"),
    path("g/<slug:slug>/held/<uuid:cid>/", own_held, name="own_held"),
    path("g/<slug:slug>/held/<uuid:pending>/release/", decide, {"way": "release"}, name="release_held"),
    path("g/<slug:slug>/held/<uuid:pending>/return/", decide, {"way": "return"}, name="return_held"),
    path("g/<slug:slug>/held/<uuid:pending>/remove/", remove_held, name="remove_held"),
    path("g/<slug:slug>/notices/held/<uuid:cid>/", own_held, {"kind": "notices"}, name="own_held_notice"),
    path("g/<slug:slug>/notices/", talk, {"kind": "notices"}, name="notices"),
    path("g/<slug:slug>/notices/say/", say_notice, name="say_notice"),
    path("g/<slug:slug>/notices/read/", read, {"kind": "notices"}, name="read_notices"),
    path("g/<slug:slug>/notices/mute/", mute, {"kind": "notices"}, name="mute_notices"),
    path("g/<slug:slug>/notices/pin/<uuid:mid>/", pin, {"kind": "notices"}, name="pin_notice"),
    path("g/<slug:slug>/notices/hide/<uuid:mid>/", hide, {"kind": "notices"}, name="hide_notice"),
    path("g/<slug:slug>/notices/unread/<uuid:mid>/", unread, {"kind": "notices"}, name="unread_notices"),
    path("g/<slug:slug>/notices/message/<uuid:mid>/", message, {"kind": "notices"}, name="notice"),
    path("g/<slug:slug>/notices/react/<uuid:mid>/", react, {"kind": "notices"}, name="react_notice"),
    path("g/<slug:slug>/notices/edit/<uuid:mid>/", edit, {"kind": "notices"}, name="edit_notice"),
    path("g/<slug:slug>/notices/delete/<uuid:mid>/", delete, {"kind": "notices"}, name="delete_notice"),
    path("g/<slug:slug>/notices/poll/", ask_poll_in_notices, name="ask_poll_notices"),
    path("g/<slug:slug>/notices/poll/<uuid:mid>/", poll, {"kind": "notices"}, name="poll_notices"),
    path("g/<slug:slug>/notices/poll/<uuid:mid>/close/", close_poll, {"kind": "notices"}, name="close_poll_notices"),
    path("g/<slug:slug>/people/", people, name="people"),
    path("g/<slug:slug>/people/<uuid:profile>/remove/", remove, name="remove"),
    path("g/<slug:slug>/people/<uuid:profile>/block/", block, name="block"),
    path("g/<slug:slug>/people/<uuid:profile>/unblock/", unblock, name="unblock"),
    path("g/<slug:slug>/blocks/", blocks, name="blocks"),
    path("g/<slug:slug>/hand-over/", hand_over, name="hand_over"),
    path("g/<slug:slug>/brand/pause/", pause, name="pause_brand"),
    path("g/<slug:slug>/brand/resume/", resume, name="resume_brand"),
    path("g/<slug:slug>/brand/vote/", quiet_vote, name="quiet_vote"),
    path("g/<slug:slug>/slow/", slow, name="slow"),
    path("g/<slug:slug>/night/", night, name="night"),
    path("g/<slug:slug>/reuse/", reuse, name="reuse"),
    path("g/<slug:slug>/reuse/ask/<uuid:mid>/", ask_reuse, name="ask_reuse"),
    path("g/<slug:slug>/reuse/<uuid:ask>/answer/", answer_reuse, name="answer_reuse"),
    path("g/<slug:slug>/seats/<uuid:seat>/let-in/", let_in_seat, name="let_in_seat"),
    path("g/<slug:slug>/seats/<uuid:seat>/welcome/", welcome_seat, name="welcome_seat"),
    path("g/<slug:slug>/seats/<uuid:seat>/quiet/", quiet_seat, name="quiet_seat"),
    path("g/<slug:slug>/trust/", trust, name="trust"),
    path("g/<slug:slug>/trust/known/", known_here, name="known"),
    path("g/<slug:slug>/trust/numbers/", numbers, name="numbers"),
    path("g/<slug:slug>/trust/looks/", looks_here, name="looks_here"),
    path("g/<slug:slug>/charter/", charter, name="charter"),
    path("g/<slug:slug>/charter/opening/", opening, name="opening"),
    path("g/<slug:slug>/charter/openings/<uuid:opening>/take-back/", take_opening_back, name="take_opening_back"),
    path("g/<slug:slug>/invites/", invites, name="invites"),
    path("g/<slug:slug>/invites/<uuid:invite>/revoke/", revoke, name="revoke"),
    path("g/<slug:slug>/requests/<uuid:asked>/admit/", admit, name="admit"),
    path("g/<slug:slug>/requests/<uuid:asked>/refuse/", refuse, name="refuse"),
    path("g/<slug:slug>/events/", events, name="events"),
    path("g/<slug:slug>/events/new/", plan, name="plan"),
    path("g/<slug:slug>/events/<uuid:occurrence>/", include(_event)),
    path("g/<slug:slug>/leave/", leave, name="leave"),
    path("g/<slug:slug>/profile/", profile, name="profile"),
]
