"""What the rules tell people: of their own data, and of reports and decisions."""

from moderation.notifications.cases import DECIDED, appeal_answered, appeal_waits, received, waits
from moderation.notifications.owndata import erasure_asked, export_ready

__all__ = ["DECIDED", "appeal_answered", "appeal_waits", "erasure_asked", "export_ready", "received", "waits"]
