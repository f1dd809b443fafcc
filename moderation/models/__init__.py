from moderation.models.consents import Consent, Purpose
from moderation.models.owndata import Export
from moderation.models.sanctions import Ban, Sanction

__all__ = ["Ban", "Consent", "Export", "Purpose", "Sanction"]
