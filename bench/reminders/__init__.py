"""What a tick of the reminders' clock takes at size (`make bench-reminders`)."""
