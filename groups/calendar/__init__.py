"""What a group plans as calendars read it: iCalendar (RFC 5545), as a file for one time and as a person's feed."""

from groups.calendar.feed import Feed, feed_of
from groups.calendar.ics import MIME, event_file, invitation

__all__ = ["MIME", "Feed", "event_file", "feed_of", "invitation"]
