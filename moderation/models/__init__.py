from moderation.models.consents import Consent, Purpose
from moderation.models.objections import Objection
from moderation.models.sanctions import Ban, Sanction

__all__ = ["Ban", "Consent", "Objection", "Purpose", "Sanction"]
