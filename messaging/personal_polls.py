"""What polls keep about people."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from community.personal import Audience, Erase, Export, Kept, declare
from community.personal.lifetimes import MESSAGES
from messaging.models import Poll, PollBallot, PollVote

_TO_TALK = _("So that you can talk with each other")


def _chosen(votes: Sequence[int]) -> Mapping[int, list[str]]:
    """What somebody chose in the words of who asked, and none of what else there was; of what is out of sight none."""
    found = PollVote.objects.filter(pk__in=votes, poll__message__hidden_at=None)
    rows = found.values_list("pk", "choices", "poll__options")
    return {pk: [options[place] for place in choices] for pk, choices, options in rows}


declare(
    Poll,
    _("Polls that you asked"),
    Kept(
        "message options multiple secret asked_at closes_at closed_at",
        _TO_TALK,
        MESSAGES,
        Audience.GROUP,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept(
        "box handed",
        _("How many chose what in a secret poll: shown once it is over and enough have voted, and never by whom"),
        MESSAGES,
        Audience.MACHINE,
        Export.SECRET,
        Erase.GONE,
    ),
    of="message__actor__person",
    but="version",
)
declare(
    PollVote,
    _("What you chose in polls whose ballot is visible"),
    Kept("poll profile choices voted_at", _TO_TALK, MESSAGES, Audience.GROUP, Export.GIVEN, Erase.GONE),
    of="profile__person",
    but="id",
    beside={"chosen": _chosen},
)
declare(
    PollBallot,
    _("In which secret polls you have voted"),
    Kept(
        "poll profile",
        _("So that everybody votes once; what you chose is kept nowhere. It stays counted when you are gone"),
        MESSAGES,
        Audience.YOU,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept(
        "mark",
        _("To know a ballot that is sent twice from a second one"),
        MESSAGES,
        Audience.MACHINE,
        Export.SECRET,
        Erase.GONE,
    ),
    of="profile__person",
    but="id",
)
