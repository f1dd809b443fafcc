"""What is looked for in words, and what authors say about it."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from community.personal import Audience, Erase, Export, Kept, declare, plain
from community.personal.lifetimes import THIRTY_DAYS
from moderation.actions.objections import words_of
from moderation.models import AuditCheck, Objection, Rule, RuleHits, YearlyReport

_THE_BRAND = _("As long as the brand is here: what held when must stay known")


def _read(objection: UUID, words: bytes) -> str:
    return words_of(Objection(pk=objection, words=words))


declare(
    Objection,
    _("Where you said that a rule is wrong"),
    Kept(
        "profile space outcome rule spans words created_at",
        _("So that somebody looks whether the rule is wrong"),
        THIRTY_DAYS,
        Audience.REVIEWERS,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="profile__person",
    but="id ref",
    reads={"words": _read},
)
declare(
    Rule,
    _("Rules about words that you wrote for a brand"),
    Kept("made_by", _("To know who answers for it"), _THE_BRAND, Audience.OPERATORS, Export.GIVEN, Erase.CUT),
    Kept(
        "active_by retired_by",
        _("To know who answers for it"),
        _THE_BRAND,
        Audience.OPERATORS,
        Export.PSEUDONYM,
        Erase.CUT,
    ),
    Kept(
        "brand space name version condition value action audience created_at active_at retired_at",
        _("So that everybody is measured by the same"),
        _THE_BRAND,
        Audience.BRAND,
        Export.GIVEN,
        Erase.KEPT,
    ),
    of="made_by",
    but="id",
)
plain(RuleHits, AuditCheck, YearlyReport)
