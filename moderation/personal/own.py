"""What one said yes and no to, and taking one's data along or away."""

from django.utils.translation import gettext_lazy as _

from community.personal import Audience, Erase, Export, Kept, declare
from community.personal.lifetimes import AS_LONG_AS_USED, FOR_THE_RECORD, UNTIL_ERASED
from moderation.models import Block, Consent, ContactBudget, ContactTouch, Erasure
from moderation.models import Export as Taken

_TO_KEEP_TO_IT = _("So that no brand writes to you more often than you want")

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
    ContactBudget,
    _("How often a brand may write to you"),
    Kept("person brand most changed_at", _TO_KEEP_TO_IT, UNTIL_ERASED, Audience.YOU, Export.GIVEN, Erase.GONE),
    of="person",
    but="id",
)
declare(
    ContactTouch,
    _("When a brand wrote to you"),
    Kept("person brand purpose at", _TO_KEEP_TO_IT, UNTIL_ERASED, Audience.YOU, Export.GIVEN, Erase.GONE),
    of="person",
    but="id what",
)
declare(
    Block,
    _("Whom you do not want to hear"),
    Kept(
        "blocker space created_at",
        _("So that you are left in peace; nobody else learns of it"),
        AS_LONG_AS_USED,
        Audience.YOU,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept(
        "blocked",
        _("So that you are left in peace; nobody else learns of it"),
        _("Until you take it back, or one of you erases the account"),
        Audience.YOU,
        Export.PSEUDONYM,
        Erase.GONE,
    ),
    of="blocker__person",
    but="id",
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
