"""docs/benchmarks.md has two writers: `make bench` writes it anew, `make bench-pages` only its own part. Neither loses
what the other wrote."""

from __future__ import annotations

BEGIN, END = "<!-- pages -->", "<!-- /pages -->"


def pages_of(paper: str) -> str:
    """The pages' part, without its marks; empty when there is none."""
    return paper.partition(BEGIN)[2].partition(END)[0].strip("\n")


def with_pages(paper: str, part: str) -> str:
    """The paper with this as the pages' part, in its place or at the end."""
    marked = f"{BEGIN}\n{part}\n{END}"
    if BEGIN in paper:
        before, _, rest = paper.partition(BEGIN)
        return before + marked + rest.partition(END)[2]
    return f"{paper.rstrip()}\n\n{marked}\n"
