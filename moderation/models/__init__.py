from moderation.models.consents import Consent, Purpose
from moderation.models.owndata import REGRET, Erasure, Export
from moderation.models.sanctions import Ban, Sanction

__all__ = ["REGRET", "Ban", "Consent", "Erasure", "Export", "Purpose", "Sanction"]
