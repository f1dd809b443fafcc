"""All rules, in the order of trust.md."""

from moderation.rulebook.brand import BRAND
from moderation.rulebook.cases import CASES
from moderation.rulebook.containment import CONTAINMENT
from moderation.rulebook.data import DATA
from moderation.rulebook.entry import ENTRY
from moderation.rulebook.kept import Rule
from moderation.rulebook.outreach import OUTREACH
from moderation.rulebook.people import PEOPLE
from moderation.rulebook.screening import SCREENING

RULES: tuple[Rule, ...] = (*CONTAINMENT, *BRAND, *OUTREACH, *ENTRY, *SCREENING, *CASES, *PEOPLE, *DATA)
