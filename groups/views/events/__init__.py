"""The pages of what a group plans."""
