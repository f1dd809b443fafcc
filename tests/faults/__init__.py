"""Faults against a private stack, a history of what clients saw, and a checker that reads both (realtime.md "How it is
proved")."""
