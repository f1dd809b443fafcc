"""Events: who planned them, who comes, who was there."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from community.personal import Audience, Erase, Export, Kept, declare
from community.personal.lifetimes import AS_LONG_AS_USED, IN_THE_GROUP
from groups.models import (
    Attendance,
    CalendarFeed,
    Event,
    Host,
    Occurrence,
    PaceGroup,
    Regular,
    Rsvp,
    RsvpMove,
)

_WHO_COMES = _("So that hosts know who comes, and you can choose who else does")
_THE_GROUPS = _("As long as the event is in the group's calendar: a plan is the group's")
_PLAN = "title about area point zone minutes capacity question"
_WORDED = Kept(
    "worded_by",
    _("To know whose the words are when they are reported"),
    _THE_GROUPS,
    Audience.REVIEWERS,
    Export.PSEUDONYM,
    Erase.CUT,
)
# Others go on with what somebody has planned: it is told to who still hosts it, as its page is (trust.md R2, R42).
_MINE = {"made_by__memberships__isnull": False, "made_by__memberships__ended_at": None}
_HOSTING = {"hosts__profile": F("event__made_by")} | {f"event__{name}": value for name, value in _MINE.items()}

declare(
    Rsvp,
    _("Your answers to events"),
    Kept(
        "occurrence profile state pace seen since place offer_until",
        _WHO_COMES,
        IN_THE_GROUP,
        Audience.GROUP,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept(
        "answer",
        _("So that the host knows what they asked you"),
        _("7 days after the event"),
        Audience.HOSTS,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="profile__person",
    but="id",
)
declare(
    RsvpMove,
    _("How places were given"),
    Kept(
        "occurrence profile before after why at",
        _("So that whoever waits can see that it went by turn"),
        IN_THE_GROUP,
        Audience.GROUP,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="profile__person",
    but="id",
)
declare(
    Regular,
    _("Series you come to every time"),
    Kept("event profile pace seen since", _WHO_COMES, AS_LONG_AS_USED, Audience.GROUP, Export.GIVEN, Erase.GONE),
    of="profile__person",
    but="id",
)
declare(
    Attendance,
    _("Events where you were ticked off"),
    Kept(
        "occurrence profile there ticked_at",
        _("So that hosts know who was there, and newcomers settle"),
        IN_THE_GROUP,
        Audience.HOSTS,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept("ticked_by", _("To know who ticked"), IN_THE_GROUP, Audience.HOSTS, Export.PSEUDONYM, Erase.CUT),
    of="profile__person",
    but="id",
)
declare(
    Host,
    _("Events you host"),
    Kept(
        "occurrence profile lead",
        _("So that people know whom to ask"),
        IN_THE_GROUP,
        Audience.GROUP,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="profile__person",
    but="id",
)
declare(
    CalendarFeed,
    _("The secret address of your calendar"),
    Kept(
        "person created_at read_at",
        _("To show your events in the calendar you use anyway"),
        AS_LONG_AS_USED,
        Audience.YOU,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept("token_hash", _("To know the address again"), AS_LONG_AS_USED, Audience.MACHINE, Export.SECRET, Erase.GONE),
    of="person",
)
declare(
    Event,
    _("Events you planned"),
    Kept("made_by", _("To know who planned it"), _THE_GROUPS, Audience.GROUP, Export.HOSTED, Erase.CUT),
    Kept(
        f"{_PLAN} group repeats interval starts_on clock until created_at",
        _("So that the group can meet"),
        _THE_GROUPS,
        Audience.GROUP,
        Export.HOSTED,
        Erase.KEPT,
    ),
    _WORDED,
    Kept("paces", _("To run with your like"), _THE_GROUPS, Audience.GROUP, Export.NOT_YOURS, Erase.KEPT),
    of="made_by__person",
    only={"occurrences__hosts__profile": F("made_by"), **_MINE},
    but="id made_until",
)
declare(
    Occurrence,
    _("The days of those events"),
    Kept(
        f"{_PLAN} day clock status reason",
        _("So that the group can meet"),
        _THE_GROUPS,
        Audience.GROUP,
        Export.HOSTED,
        Erase.KEPT,
    ),
    _WORDED,
    of="event__made_by__person",
    only=_HOSTING,
    but="id event group slot starts_at ends_at own taken sequence timed_at changed_at room room_closed_at "
    "hostless_since created_at",
)
declare(
    PaceGroup,
    _("Paces you lead"),
    Kept("leader", _("So that people know whom to follow"), _THE_GROUPS, Audience.GROUP, Export.GIVEN, Erase.CUT),
    Kept("occurrence name cap", _("To run with your like"), _THE_GROUPS, Audience.GROUP, Export.GIVEN, Erase.KEPT),
    of="leader__person",
    but="id place taken",
)
