"""What holds a brand back: pauses, votes, openings of the charter, questions about words, messages to people."""

from django.utils.translation import gettext_lazy as _

from community.personal import Audience, Erase, Export, Kept, declare, plain
from community.personal.lifetimes import FOR_THE_RECORD
from groups.models import (
    BrandPause,
    BrandQuiet,
    CharterOpening,
    NightLock,
    Outreach,
    QuietVote,
    Release,
    ReuseAnswer,
    ReuseAsk,
    SlowTalk,
    Spared,
)

_THE_GROUP = _("As long as the group is here")
_THE_PROMISES = _("To know who changed the promises")
_A_YES = _("So that a brand uses your words with your yes alone")

declare(
    BrandPause,
    _("Pauses of the brand that you made"),
    Kept("by", _("To know who made it"), _THE_GROUP, Audience.GROUP, Export.GIVEN, Erase.CUT),
    Kept(
        "group created_at until ended_at",
        _("So that the group can talk among itself"),
        _THE_GROUP,
        Audience.GROUP,
        Export.GIVEN,
        Erase.KEPT,
    ),
    of="by__person",
    but="id",
)
declare(
    SlowTalk,
    _("Times when you slowed Talk down"),
    Kept("by", _("To know who decided so"), _THE_GROUP, Audience.GROUP, Export.GIVEN, Erase.CUT),
    Kept(
        "group pace_s created_at until ended_at",
        _("So that a talk that runs hot cools down"),
        _THE_GROUP,
        Audience.GROUP,
        Export.GIVEN,
        Erase.KEPT,
    ),
    of="by__person",
    but="id",
)
declare(
    NightLock,
    _("Nights for which you locked Talk"),
    Kept("by", _("To know who decided so"), _THE_GROUP, Audience.GROUP, Export.GIVEN, Erase.CUT),
    Kept(
        "group created_at until ended_at",
        _("So that a night is quiet, and no group is kept silent for long"),
        _THE_GROUP,
        Audience.GROUP,
        Export.GIVEN,
        Erase.KEPT,
    ),
    of="by__person",
    but="id",
)
declare(
    QuietVote,
    _("Votes that the brand step back"),
    Kept(
        "mark",
        _("So that every member counts once; a mark from which nobody reads whose vote it is"),
        _("14 days"),
        Audience.MACHINE,
        Export.SECRET,
        Erase.GONE,
    ),
    but="id group cast_at",
)
declare(
    CharterOpening,
    _("Openings of the charter that you announced"),
    Kept("made_by", _THE_PROMISES, _THE_GROUP, Audience.GROUP, Export.GIVEN, Erase.CUT),
    Kept(
        "group history retention_days brand_presence announced_at opens_at taken_back_at",
        _("So that everybody knows seven days before"),
        _THE_GROUP,
        Audience.GROUP,
        Export.GIVEN,
        Erase.KEPT,
    ),
    of="made_by__person",
    but="id charter",
)
declare(
    ReuseAsk,
    _("What a brand asked you about your words"),
    Kept(
        "group author kind purpose asked_at hidden_at", _A_YES, FOR_THE_RECORD, Audience.BRAND, Export.GIVEN, Erase.CUT
    ),
    Kept("asked_by", _("To know who asked"), FOR_THE_RECORD, Audience.BRAND, Export.PSEUDONYM, Erase.CUT),
    of="author__person",
    but="id item version",
)
declare(
    ReuseAnswer,
    _("What you answered"),
    Kept("by given said_at", _A_YES, FOR_THE_RECORD, Audience.BRAND, Export.GIVEN, Erase.CUT),
    of="by__person",
    but="id ask",
)
declare(
    Outreach,
    _("What you wrote to people for a brand"),
    Kept("made_by", _("To know who answers for it"), FOR_THE_RECORD, Audience.OPERATORS, Export.GIVEN, Erase.CUT),
    Kept(
        "brand purpose title body made_at leaves_at stopped_at hidden_at",
        _("So that it reaches those who said yes, and can be stopped"),
        FOR_THE_RECORD,
        Audience.BRAND,
        Export.GIVEN,
        Erase.KEPT,
    ),
    of="made_by",
    but="id",
)
plain(BrandQuiet, Release, Spared, Outreach.groups.through)
