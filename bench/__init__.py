"""`make bench`: the room test of Snug beside others, on this machine. bench/README.md says what is counted and how."""
