"""docs/trust.md says what is: what it names exists, and what it leaves empty it explains."""

from __future__ import annotations

import ast
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import get_resolver

from community.surface import Action
from moderation.rulebook import RULES, Kept, Rule

ROOT = Path(__file__).parents[2]


def test_the_document_is_the_rulebook() -> None:
    out = StringIO()
    call_command("rules", stdout=out)
    assert (ROOT / "docs/trust.md").read_text() == out.getvalue(), "manage.py rules > docs/trust.md"


def test_every_rule_of_the_design_stands_in_its_place() -> None:
    assert [rule.number for rule in RULES] == list(range(1, 44))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"R{rule.number}")
def test_what_a_rule_leaves_empty_it_explains(rule: Rule) -> None:
    cells = (rule.decided, rule.held, rule.attacked, rule.seen)
    assert rule.why or (rule.kept is Kept.YES and all(cells))
    if rule.kept is Kept.YES:
        assert rule.attacked


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"R{rule.number}")
def test_whoever_decides_and_attacks_is_there(rule: Rule) -> None:
    for one in rule.decided:
        module, colon, name = one.partition(":")
        if colon:
            assert hasattr(import_module(module), name), one
        else:
            assert one in set(Action), one
    for one in rule.attacked:
        path, name = one.split("::")
        tree = ast.parse((ROOT / "tests" / path).read_text())
        tests = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert name in tests, one


def test_every_page_that_a_rule_names_is_there() -> None:
    assert {page for rule in RULES for page in rule.seen} <= _pages()


@pytest.mark.django_db
def test_everything_that_holds_a_rule_is_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint UNION SELECT tgname FROM pg_trigger UNION SELECT relname FROM pg_class"
        )
        there = {name for (name,) in cursor.fetchall()}
    assert {name for rule in RULES for name in rule.held} <= there


def _pages() -> set[str]:
    """Their names, with the namespace before it."""
    found: set[str] = set()

    def walk(resolver: object, prefix: str) -> None:
        for pattern in getattr(resolver, "url_patterns", ()):
            if hasattr(pattern, "url_patterns"):
                walk(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            elif pattern.name:
                found.add(prefix + pattern.name)

    walk(get_resolver(), "")
    return found
