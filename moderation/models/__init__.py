from moderation.models.audits import AuditCheck
from moderation.models.blocks import Block
from moderation.models.consents import Consent, Purpose
from moderation.models.contact import ContactBudget, ContactTouch
from moderation.models.objections import Objection
from moderation.models.owndata import REGRET, Erasure, Export
from moderation.models.rules import Rule, RuleHits
from moderation.models.sanctions import Ban, Sanction

__all__ = [
    "REGRET",
    "AuditCheck",
    "Ban",
    "Block",
    "Consent",
    "ContactBudget",
    "ContactTouch",
    "Erasure",
    "Export",
    "Objection",
    "Purpose",
    "Rule",
    "RuleHits",
    "Sanction",
]
