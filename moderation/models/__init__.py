from moderation.models.cases import Case, CaseEntry, Category, Evidence, Report
from moderation.models.consents import Consent, Purpose
from moderation.models.decisions import Appeal, Decision, Statement
from moderation.models.sanctions import RESTING, TIMED, Ban, Sanction

__all__ = [
    "RESTING",
    "TIMED",
    "Appeal",
    "Ban",
    "Case",
    "CaseEntry",
    "Category",
    "Consent",
    "Decision",
    "Evidence",
    "Purpose",
    "Report",
    "Sanction",
    "Statement",
]
