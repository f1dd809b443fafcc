"""Which words the code asks for, and where."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import template

from community.catalogues.entries import Key

PACKAGES = ("community", "groups", "messaging", "moderation")
# How many of the first arguments are words, and whether a context stands before them.
ASKING = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1, False)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (2, False)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (1, True)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (2, True)),
}
LITERAL = r"""(?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
# As Django writes the marks of a template for programs that read Python.
IN_TEMPLATE = re.compile(rf"(?<!\w)(_|n?p?gettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)


def gathered(root: Path) -> dict[Key, list[str]]:
    """Every key with the files that ask for it, in the order of the files and of their lines."""
    found: dict[Key, list[str]] = {}
    for path in _files(root):
        source, place = path.read_text("utf-8"), path.relative_to(root).as_posix()
        for key in _in_python(source) if path.suffix == ".py" else _in_template(source, place):
            places = found.setdefault(key, [])
            if place not in places:
                places.append(place)
    return merged(found)


def _files(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        yield from (
            path
            for path in sorted((root / package).rglob("*"))
            if path.suffix == ".py" or (path.suffix in {".html", ".txt", ".json", ".xml"} and "templates" in path.parts)
        )


def _in_python(source: str) -> Iterator[Key]:
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in ASKING:
            yield from _key(name, [part.value if isinstance(part, ast.Constant) else None for part in call.args])


def _in_template(source: str, place: str) -> Iterator[Key]:
    for match in IN_TEMPLATE.finditer(template.templatize(source, origin=place)):
        yield from _key(match[1], [ast.literal_eval(literal) for literal in re.findall(LITERAL, match[2], re.DOTALL)])


def _key(name: str, arguments: list[object]) -> Iterator[Key]:
    count, in_context = ASKING[name]
    words = [part for part in arguments[: count + in_context] if isinstance(part, str)]
    if len(words) < count + in_context:
        return  # not a literal: whoever calls has marked it where it is written
    context = words.pop(0) if in_context else ""
    if words[0]:
        yield Key(words[0], words[1] if count == 2 else "", context)


def merged(found: dict[Key, list[str]]) -> dict[Key, list[str]]:
    """Words that are asked for both with and without a plural are one entry, as gettext keeps them."""
    with_plural = {(key.said, key.context): key for key in found if key.many}
    whole: dict[Key, list[str]] = {}
    for key, places in found.items():
        places_so_far = whole.setdefault(with_plural.get((key.said, key.context), key), [])
        places_so_far += [place for place in places if place not in places_so_far]
    return whole
