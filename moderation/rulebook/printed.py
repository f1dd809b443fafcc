"""The rules as a document: what `manage.py rules` prints and docs/trust.md holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from moderation.rulebook.kept import Kept, Rule
from moderation.rulebook.rules import RULES

_HEAD = """\
# The rules, and what keeps them

Printed by `manage.py rules` from `moderation/rulebook/`. A rule counts when four things stand: one policy decides it on
every surface, the database holds it when the code is wrong, a test attacks it, and a member can see that it was kept.
What a rule lacks it says itself. [Who may do what](policy.md) is the policy table.
"""
_SOURCES = ("community", "groups", "messaging", "moderation")


def document() -> str:
    """Markdown, in English."""
    lines = [_HEAD, _counts(), "| | Rule | Decided by | Held by | Attacked by | Seen at |", "|---|---|---|---|---|---|"]
    files = _files()
    lines += [_line(rule, files) for rule in RULES]
    lines += ["", "## What is missing\n", *_missing(), ""]
    return "\n".join(lines)


def place_of(name: str, files: dict[str, str]) -> str | None:
    """The file that makes this constraint or trigger: its model, or the migration that writes it in SQL."""
    whole = re.compile(rf"\b{re.escape(name)}\b")  # not within the name of another
    return next((path for path, text in files.items() if whole.search(text)), None)


def _files() -> dict[str, str]:
    """Models first: what they say is what holds, whatever migrations did on the way."""
    root = Path(settings.BASE_DIR)
    patterns = ("models.py", "models/*.py", "migrations/*.py")
    found = [path for pattern in patterns for package in _SOURCES for path in sorted((root / package).glob(pattern))]
    return {str(path.relative_to(root)): path.read_text() for path in found}


def _counts() -> str:
    numbers = {kept: sum(rule.kept == kept for rule in RULES) for kept in Kept}
    return "Of " + str(len(RULES)) + ": " + ", ".join(f"{count} {kept}" for kept, count in numbers.items()) + ".\n"


def _line(rule: Rule, files: dict[str, str]) -> str:
    held = (f"[`{name}`](../{place_of(name, files)})" for name in rule.held)
    attacked = (f"[{_sentence(test)}](../tests/{test.split('::')[0]})" for test in rule.attacked)
    cells = [
        f"R{rule.number}",
        rule.words if rule.kept is Kept.YES else f"{rule.words} **{str(rule.kept).capitalize()}**",
        _cell(f"`{one}`" for one in rule.decided),
        _cell(held),
        _cell(attacked),
        _cell(f"`{one}`" for one in rule.seen),
    ]
    return "| " + " | ".join(cells) + " |"


def _cell(parts: Iterable[str]) -> str:
    return "<br>".join(parts) or "see below"


def _sentence(test: str) -> str:
    return test.rpartition("::test_")[2].replace("_", " ")


def _missing() -> Iterator[str]:
    for rule in RULES:
        if rule.why:
            yield f"- **R{rule.number}** ({rule.kept}): {rule.why}"
