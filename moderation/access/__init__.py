"""The only loaders of this package: cases for who may judge them, and what the rules keep about a person for that
person (architecture.md)."""

from moderation.access.cases import (
    CAPTAIN,
    OPERATOR,
    REVIEWER,
    Bench,
    appeal_judges,
    bench_of,
    bench_of_appeal,
    is_final,
    judges,
    load_appeal,
    load_case,
    load_report,
    load_sanction,
    load_undoable,
    may_appeal,
    queue,
    reports_by,
    sanctions_of,
    undoable_by,
)
from moderation.access.consents import load_brand, sheets_of

__all__ = [
    "CAPTAIN",
    "OPERATOR",
    "REVIEWER",
    "Bench",
    "appeal_judges",
    "bench_of",
    "bench_of_appeal",
    "is_final",
    "judges",
    "load_appeal",
    "load_brand",
    "load_case",
    "load_report",
    "load_sanction",
    "load_undoable",
    "may_appeal",
    "queue",
    "reports_by",
    "sanctions_of",
    "sheets_of",
    "undoable_by",
]
