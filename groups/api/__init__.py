"""The API of groups: one module per noun."""
