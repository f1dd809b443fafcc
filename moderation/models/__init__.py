from moderation.models.consents import Consent, Purpose
from moderation.models.rules import Rule, RuleHits
from moderation.models.sanctions import Ban, Sanction

__all__ = ["Ban", "Consent", "Purpose", "Rule", "RuleHits", "Sanction"]
