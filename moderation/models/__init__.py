from moderation.models.blocks import Block
from moderation.models.consents import Consent, Purpose
from moderation.models.sanctions import Ban, Sanction

__all__ = ["Ban", "Block", "Consent", "Purpose", "Sanction"]
