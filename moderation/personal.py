"""What the rules keep about people: what they said yes to, what was decided about them."""

from django.utils.translation import gettext_lazy as _

from community.personal import Audience, Erase, Export, Kept, declare
from community.personal.erasing import erases
from community.personal.lifetimes import FOR_THE_RECORD
from moderation.actions.erasing import let_go
from moderation.models import Ban, Consent, Erasure, Sanction
from moderation.models import Export as Taken

_AGAIN = _("As long as the decision stands, so that nobody comes back by an open door")

declare(
    Consent,
    _("What you said yes or no to"),
    Kept(
        "person brand purpose given text_version surface created_at",
        _("To keep to it, and to be able to show that you were asked"),
        _("As long as this server runs; without you once you erase your account"),
        Audience.YOU,
        Export.GIVEN,
        Erase.CUT,
    ),
    of="person",
    but="id text_hash",
)
declare(
    Sanction,
    _("Decisions about you"),
    Kept(
        "profile space kind created_at lifted_at",
        _("So that a decision holds, and can be taken back"),
        _AGAIN,
        Audience.REVIEWERS,
        Export.GIVEN,
        Erase.CUT,
    ),
    Kept("reason", _("So that you know why"), _AGAIN, Audience.REVIEWERS, Export.GIVEN, Erase.BLANK),
    Kept("decided_by", _("To know who decided"), _AGAIN, Audience.REVIEWERS, Export.PSEUDONYM, Erase.CUT),
    of="profile__person",
    but="id",
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
    but="id brand space created_at lifted_at",
)
declare(
    Taken,
    _("Exports of your data"),
    Kept(
        "person asked_at ready_at expires_at fetched_at ended_at size",
        _("To hand it to you once, and to nobody else"),
        _("72 hours, if you do not fetch it before; that you took it, 30 days"),
        Audience.YOU,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="person",
    but="id held_until done parts",
)
declare(
    Erasure,
    _("Your asking to be erased"),
    Kept(
        "person asked_at due_at cancelled_at begun_at done_at went",
        _("To give you time to change your mind, and to show you what went"),
        FOR_THE_RECORD,
        Audience.YOU,
        Export.GIVEN,
        Erase.CUT,
    ),
    Kept(
        "token_hash",
        _("To know your receipt's address again"),
        FOR_THE_RECORD,
        Audience.MACHINE,
        Export.SECRET,
        Erase.KEPT,
    ),
    of="person",
    but="id replayed",
)
erases(let_go)
