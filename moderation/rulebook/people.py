"""Between people (R39-R41)."""

from moderation.rulebook.kept import Kept, Rule

PEOPLE = (
    Rule(
        39,
        "A block is secret, and folds the other for the one who blocks alone",
        Kept.YES,
        decided=("block",),
        held=(
            "block_once",
            "block_not_oneself",
            "block_in_one_space",
        ),
        attacked=(
            "attacks/test_blocks.py::test_every_page_and_answer_is_the_same_to_the_byte_for_the_blocked_and_for_all_others",
            "attacks/test_blocks.py::test_nothing_is_written_about_a_block_but_the_block",
            "attacks/test_blocks.py::test_the_list_is_ones_own_alone_whoever_asks",
            "attacks/test_blocks.py::test_a_captain_who_is_blocked_still_removes_and_one_who_blocks_still_may",
        ),
        seen=(
            "groups:blocks",
            "groups:talk",
        ),
    ),
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
