"""What a group may wear in its arch: icons of the sprite (community/static/community/icons)."""

EMBLEMS = (
    "anchor",
    "bike",
    "book-open",
    "coffee",
    "dumbbell",
    "footprints",
    "hammer",
    "heart",
    "house",
    "leaf",
    "mountain",
    "shirt",
    "sunrise",
    "timer",
    "trees",
    "users",
    "waves",
)
