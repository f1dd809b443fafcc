"""Reminders under faults: real workers, beats and loops over a private database, and a mail server that misbehaves."""
