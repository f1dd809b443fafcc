"""`make run`: everything Snug needs on one machine, under one supervisor."""
