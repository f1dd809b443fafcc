"""The API of rooms and of getting connected."""
