"""The chat of the Channels tutorial, made honest: who may speak is asked, what is said is stored, acked and told."""
