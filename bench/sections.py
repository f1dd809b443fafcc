"""docs/benchmarks.md has several writers: `make bench` writes it anew, `make bench-pages` and `make bench-reminders`
only their own part. None of them loses what the others wrote."""

from __future__ import annotations

PAGES, REMINDERS = "pages", "reminders"
PARTS = (PAGES, REMINDERS)


def part_of(paper: str, name: str) -> str:
    """That part, without its marks; empty when there is none."""
    begin, end = _marks(name)
    return paper.partition(begin)[2].partition(end)[0].strip("\n")


def with_part(paper: str, name: str, part: str) -> str:
    """The paper with this as the named part, in its place or at the end."""
    begin, end = _marks(name)
    marked = f"{begin}\n{part}\n{end}"
    if begin in paper:
        before, _, rest = paper.partition(begin)
        return before + marked + rest.partition(end)[2]
    return f"{paper.rstrip()}\n\n{marked}\n"


def with_parts_of(paper: str, former: str) -> str:
    """The paper with all parts that stood in the former one."""
    for name in PARTS:
        if part := part_of(former, name):
            paper = with_part(paper, name, part)
    return paper


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name} -->", f"<!-- /{name} -->"
