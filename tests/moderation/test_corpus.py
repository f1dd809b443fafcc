"""What screening catches and what it leaves alone, on lines written for it (trust.md R22; `corpus/`)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest

from community.surface import Standing
from community.text import clean_text
from moderation.models import Rule
from moderation.screening import Content, Outcome, screen
from moderation.screening.book import Book

CORPUS = Path(__file__).parent / "corpus"
TERMS = (CORPUS / "terms.txt").read_text()
CAUGHT, HIT = 0.95, 0.01


def book() -> Book:
    """A rule that blocks the terms, acting."""
    rule = Rule(id=uuid4(), name="unwanted", condition="terms", value=TERMS, action="block", audience="all")
    rule.active_at = rule.created_at
    return Book([rule])


def cleaned(text: str) -> str:
    return clean_text(text, most=4000, field="body", multiline=True)


def test_disguises_are_caught(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.loads(line) for line in (CORPUS / "disguises.jsonl").read_text().splitlines()]
    rules, missed, kinds = book(), [], Counter[str]()
    for line in lines:
        kinds[line["kind"]] += 1
        before = tuple(line.get("before", ()))
        content = Content("message", cleaned(line["text"]), Standing.MEMBER, (), before=before, rules=rules)
        verdict = screen(content)
        if verdict.rule != "unwanted" or not verdict.spans:
            missed.append(line)
    caught = 1 - len(missed) / len(lines)
    with capsys.disabled():
        print(f"\n{len(lines)} disguises, {caught:.1%} caught; missed: {[ascii(one['text']) for one in missed]}")
    assert len(lines) >= 300
    assert min(kinds.values()) >= 10
    assert caught >= CAUGHT


def test_innocent_lines_pass(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.loads(line) for line in (CORPUS / "innocent.jsonl").read_text().splitlines()]
    rules, hit = book(), []
    for line in lines:
        content = Content(
            "message", cleaned(line["text"]), Standing.MEMBER, ("Stride",), region=line["region"], rules=rules
        )
        verdict = screen(content)
        if verdict.action is not Outcome.ALLOW:
            hit.append((line["text"], verdict.rule))
    with capsys.disabled():
        print(f"\n{len(lines)} innocent lines, {len(hit) / len(lines):.1%} hit: {hit}")
    assert len(lines) >= 300
    assert len({line["language"] for line in lines}) >= 8
    assert len(hit) / len(lines) <= HIT
