"""What words may do (R21-R29)."""

from moderation.rulebook.kept import Kept, Rule

SCREENING = (
    Rule(21, "The same engine reads every text, edits included", Kept.NO, why="TBD"),
    Rule(22, "It reads disguised text as people read it", Kept.NO, why="TBD"),
    Rule(23, "The severest rule wins, new rules watch for a day first, and nobody is exempt", Kept.NO, why="TBD"),
    Rule(24, "Authors hear what was done with their words and by which rule, and can object", Kept.NO, why="TBD"),
    Rule(25, "Machines punish nobody", Kept.NO, why="TBD"),
    Rule(26, "Personal data is guarded and never kept by the guard", Kept.NO, why="TBD"),
    Rule(27, "A link shows where it leads and tells nobody who reads it", Kept.NO, why="TBD"),
    Rule(28, "Slow mode and floods count per member over all doors", Kept.NO, why="TBD"),
    Rule(29, "Pictures are rebuilt from their pixels", Kept.WAITING, why="There are no pictures in messages yet."),
)
