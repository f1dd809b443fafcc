"""Reports and decisions (R30-R38)."""

from moderation.rulebook.kept import Kept, Rule

CASES = (
    Rule(30, "Whatever one sees can be reported, with a receipt and an outcome", Kept.NO, why="TBD"),
    Rule(31, "What was edited or deleted is sealed for thirty days, for a case alone", Kept.NO, why="TBD"),
    Rule(32, "One open case for a subject, one reviewer at a time", Kept.NO, why="TBD"),
    Rule(33, "Nobody judges in their own cause", Kept.NO, why="TBD"),
    Rule(34, "Each case has a deadline by how grave it is", Kept.NO, why="TBD"),
    Rule(35, "The number of reports removes nothing", Kept.NO, why="TBD"),
    Rule(36, "Every sanction has an end or an appeal, and its statement of reasons", Kept.NO, why="TBD"),
    Rule(37, "One appeal, decided by somebody else, undoes all of it", Kept.NO, why="TBD"),
    Rule(38, "Misusing reports is itself decided about", Kept.NO, why="TBD"),
)
