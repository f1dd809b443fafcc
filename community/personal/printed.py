"""The declarations as a document: what `manage.py privacy` prints and docs/privacy.md holds."""

from collections.abc import Iterator

from community.personal.declaring import Table, all_tables
from community.personal.on_device import ON_DEVICE

_HEAD = """\
# What is kept about people

Printed by `manage.py privacy` from the declarations beside the models (`personal` in each package): every column of
every table is named there, as one that says something about a person or as one that does not; a test fails for one
that is missing. The page "What is kept about you", the export and the erasure are made from the same lines.

"Seen by" says who gets to see it inside the application. Whoever runs the server can read its database.
"""


def document() -> str:
    """Markdown, in the language that is active."""
    return "\n".join([_HEAD, *(line for table in all_tables() for line in _section(table)), *_on_device(), ""])


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.what} (`{table.model._meta.label}`)\n"
    yield "| Columns | What for | How long | Seen by | In your export | When you erase your account |"
    yield "|---|---|---|---|---|---|"
    for kept in table.kept:
        columns = ", ".join(f"`{name}`" for name in kept.names)
        words = (kept.purpose, kept.lifetime, kept.audience.label, kept.export.label, kept.erase.label)
        yield f"| {columns} | " + " | ".join(str(one) for one in words) + " |"
    yield ""


def _on_device() -> Iterator[str]:
    yield "## On a person's own device\n"
    yield "In no table of the server. Nobody but who can unlock the device reads it, and it is in no export.\n"
    yield "| What | Until when |"
    yield "|---|---|"
    for one in ON_DEVICE:
        yield f"| {one.what} | {one.until} |"
    yield ""
