from moderation.models.audits import AuditCheck
from moderation.models.blocks import Block
from moderation.models.cases import Case, CaseEntry, Category, Evidence, Report
from moderation.models.consents import Consent, Purpose
from moderation.models.contact import ContactBudget, ContactTouch
from moderation.models.decisions import Appeal, Decision, Statement
from moderation.models.objections import Objection
from moderation.models.owndata import REGRET, Erasure, Export
from moderation.models.rules import Rule, RuleHits
from moderation.models.sanctions import RESTING, TIMED, Ban, Sanction
from moderation.models.yearly import YearlyReport

__all__ = [
    "REGRET",
    "RESTING",
    "TIMED",
    "Appeal",
    "AuditCheck",
    "Ban",
    "Block",
    "Case",
    "CaseEntry",
    "Category",
    "Consent",
    "ContactBudget",
    "ContactTouch",
    "Decision",
    "Erasure",
    "Evidence",
    "Export",
    "Objection",
    "Purpose",
    "Report",
    "Rule",
    "RuleHits",
    "Sanction",
    "Statement",
    "YearlyReport",
]
