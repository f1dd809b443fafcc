"""One's own data, and who looked (R42-R43)."""

from moderation.rulebook.kept import Kept, Rule

DATA = (
    Rule(
        42,
        "Every personal column says what for, how long and for whom; one takes it along and has it erased",
        Kept.NO,
        why="TBD",
    ),
    Rule(
        43,
        "Who reads under a rule is written down first; counts tell about no one; the log cannot be bent",
        Kept.NO,
        why="TBD",
    ),
)
