from moderation.models.consents import Consent, Purpose
from moderation.models.sanctions import Ban, Sanction

__all__ = ["Ban", "Consent", "Purpose", "Sanction"]
