"""What pages show of a group's events: when they are in words, the list, the next one of a person's."""
