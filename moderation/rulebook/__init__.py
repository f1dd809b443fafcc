"""The rules of trust.md, each with what decides it, what holds it when the code is wrong, what attacks it and where a
member sees it. A rule counts when all four stand; docs/trust.md is printed from here, and tests keep it true."""

from moderation.rulebook.kept import Kept, Rule
from moderation.rulebook.rules import RULES

__all__ = ["RULES", "Kept", "Rule"]
