from moderation.models.audits import AuditCheck
from moderation.models.consents import Consent, Purpose
from moderation.models.objections import Objection
from moderation.models.sanctions import Ban, Sanction

__all__ = ["AuditCheck", "Ban", "Consent", "Objection", "Purpose", "Sanction"]
