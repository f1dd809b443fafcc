"""The API of what a group plans, and of who comes: one module per noun."""
