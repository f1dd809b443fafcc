from moderation.models.consents import Consent, Purpose
from moderation.models.contact import ContactBudget, ContactTouch
from moderation.models.sanctions import Ban, Sanction

__all__ = ["Ban", "Consent", "ContactBudget", "ContactTouch", "Purpose", "Sanction"]
