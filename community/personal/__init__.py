"""What is kept about people, declared beside the models that keep it (trust.md R42).

Each package declares its tables in a module `personal`; the page, docs/privacy.md, export and erasure are made from it.
"""

from community.personal import own, underneath
from community.personal.declaring import (
    Audience,
    Erase,
    Export,
    Kept,
    Table,
    all_tables,
    declare,
    faults,
    plain,
)
from community.personal.on_device import ON_DEVICE

__all__ = [
    "ON_DEVICE",
    "Audience",
    "Erase",
    "Export",
    "Kept",
    "Table",
    "all_tables",
    "declare",
    "faults",
    "own",
    "plain",
    "underneath",
]
