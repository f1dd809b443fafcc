"""Reports, what they are decided on, and what was decided."""

from django.utils.translation import gettext_lazy as _

from community.personal import Audience, Erase, Export, Kept, declare
from community.personal.lifetimes import FOR_THE_RECORD
from moderation.models import (
    Appeal,
    Ban,
    Case,
    CaseEntry,
    Decision,
    Evidence,
    Report,
    Sanction,
    Statement,
)

_AGAIN = _("As long as the decision stands, so that nobody comes back by an open door")
_TO_DECIDE = _("So that somebody looks at it in time, and not two at once")
_TO_ANSWER = _("So that whoever decides can be asked, and nobody judges in their own cause")

declare(
    Report,
    _("Your reports"),
    Kept(
        "reporter kind category receipt created_at",
        _("So that you hear what became of it"),
        FOR_THE_RECORD,
        Audience.REVIEWERS,
        Export.GIVEN,
        Erase.CUT,
    ),
    Kept(
        "words",
        _("So that whoever decides knows what happened"),
        _("Until you erase your account"),
        Audience.REVIEWERS,
        Export.GIVEN,
        Erase.BLANK,
    ),
    Kept(
        "branch",
        _("So that friends cannot report somebody out of sight together"),
        FOR_THE_RECORD,
        Audience.MACHINE,
        Export.NOT_YOURS,
        Erase.CUT,
    ),
    of="reporter__person",
    but="id case subject edition",
)
declare(
    Case,
    _("Cases about what you made"),
    Kept(
        "kind subject author space severity state deadline held_at opened_at decided_at",
        _TO_DECIDE,
        FOR_THE_RECORD,
        Audience.REVIEWERS,
        Export.TELLS_ON_OTHERS,
        Erase.CUT,
    ),
    Kept(
        "claimed_by claimed_until",
        _TO_DECIDE,
        _("A quarter of an hour at a time"),
        Audience.REVIEWERS,
        Export.NOT_YOURS,
        Erase.CUT,
    ),
    of="author__person",
    but="id brand of_brand version escalated_at",
)
declare(
    Evidence,
    _("What a case is decided on, sealed"),
    Kept(
        "case kind edition body created_at",
        _("So that nobody can take back what is decided about; with it at most five messages before and after"),
        _("30 days after the decision; where something was taken from you, until you can appeal no more"),
        Audience.CASES,
        Export.TELLS_ON_OTHERS,
        Erase.UNREADABLE,
    ),
    of="case__author__person",
    but="id",
)
declare(
    CaseEntry,
    _("What you did with cases"),
    Kept("actor what created_at", _TO_ANSWER, FOR_THE_RECORD, Audience.REVIEWERS, Export.GIVEN, Erase.CUT),
    of="actor",
    but="id case version",
)
declare(
    Decision,
    _("What you decided about others"),
    Kept("reviewer role created_at undone_at", _TO_ANSWER, FOR_THE_RECORD, Audience.REVIEWERS, Export.GIVEN, Erase.CUT),
    Kept(
        "reason",
        _("So that whoever it is about knows why"),
        _("Until whoever it is about erases their account"),
        Audience.REVIEWERS,
        Export.GIVEN,
        Erase.KEPT,
    ),
    of="reviewer",
    but="id case version",
)
declare(
    Sanction,
    _("Decisions about you"),
    Kept(
        "profile space brand kind created_at ends_at lifted_at seen_at",
        _("So that a decision holds, and can be taken back"),
        _AGAIN,
        Audience.REVIEWERS,
        Export.GIVEN,
        Erase.CUT,
    ),
    Kept("reason", _("So that you know why"), _AGAIN, Audience.REVIEWERS, Export.GIVEN, Erase.BLANK),
    Kept("decided_by", _("To know who decided"), _AGAIN, Audience.REVIEWERS, Export.PSEUDONYM, Erase.CUT),
    of="profile__person",
    but="id decision",
)
declare(
    Statement,
    _("Reasons of decisions about you, as the law wants them kept"),
    Kept(
        "fields created_at",
        _("So that you, and whoever watches over it, can see why it was decided; the words go with your account"),
        FOR_THE_RECORD,
        Audience.REVIEWERS,
        Export.GIVEN,
        Erase.CUT,
    ),
    of="sanction__profile__person",
    but="sanction",
)
declare(
    Appeal,
    _("Your appeals"),
    Kept(
        "words reason",
        _("So that somebody else looks again, and you know why they decided so"),
        _("Until you erase your account"),
        Audience.REVIEWERS,
        Export.GIVEN,
        Erase.BLANK,
    ),
    Kept(
        "deadline created_at decided_at overturned",
        _("So that you are answered in time"),
        FOR_THE_RECORD,
        Audience.REVIEWERS,
        Export.GIVEN,
        Erase.CUT,
    ),
    Kept("decided_by", _TO_ANSWER, FOR_THE_RECORD, Audience.REVIEWERS, Export.PSEUDONYM, Erase.CUT),
    of="sanction__profile__person",
    but="id sanction escalated_at",
)
declare(
    Ban,
    _("Addresses that are not let in again"),
    Kept(
        "address_mac",
        _("So that a decision cannot be walked around; a mark of the address that nobody can read back"),
        _AGAIN,
        Audience.MACHINE,
        Export.SECRET,
        Erase.KEPT,
    ),
    Kept("reason", _("So that it can be taken back"), _AGAIN, Audience.REVIEWERS, Export.SECRET, Erase.BLANK),
    Kept("decided_by", _("To know who decided"), _AGAIN, Audience.REVIEWERS, Export.NOT_YOURS, Erase.CUT),
    but="id brand space created_at ends_at lifted_at",
)
