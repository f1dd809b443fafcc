"""What is said of a rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kept(StrEnum):
    """How far a rule is kept today."""

    YES = "kept"
    PARTLY = "partly kept"
    WAITING = "waiting"  # its subject does not exist yet; the gate it must pass does
    NO = "not kept yet"


@dataclass(frozen=True, slots=True)
class Rule:
    """`decided`: actions of the policy table, or `module:function`. `held`: names of constraints, indexes and triggers
    of the database. `attacked`: tests, as `file::name` below tests/. `seen`: names of pages. `why`: what is missing, or
    why a cell is empty."""

    number: int
    words: str
    kept: Kept
    decided: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    attacked: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    why: str = ""
