"""Between people (R39-R41)."""

from moderation.rulebook.kept import Kept, Rule

PEOPLE = (
    Rule(39, "A block is secret, and folds the other for the one who blocks alone", Kept.NO, why="Being built."),
    Rule(
        40,
        "Direct messages only between people who share a group, after a yes",
        Kept.WAITING,
        decided=("moderation.policy:may_post",),
        attacked=("moderation/test_policy.py::test_who_may_write_where",),
        why="There are no direct messages yet. Their rooms accept nobody's words until the policy names them.",
    ),
    Rule(
        41,
        "Of an age only the band and the day it was said are kept",
        Kept.NO,
        why="Nobody is asked for an age yet, and none is kept.",
    ),
)
