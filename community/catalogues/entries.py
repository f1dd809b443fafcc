"""What a catalogue holds, and its two files: `.po` for people, `.mo` for the server."""

import ast
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# How many forms a language has for a number, which of them stand for one number alone, and which is taken when.
SIX = "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5"
PLURALS = {"de": (2, {0}, "(n != 1)"), "ar": (6, {0, 1, 2}, SIX)}
LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])? )?(".*")')
FORMATTED = re.compile(r"%\(\w+\)[.\d]*[a-z]")


@dataclass(frozen=True, order=True)
class Key:
    """What the code asks for."""

    said: str
    many: str = ""
    context: str = ""


@dataclass
class Entry:
    """One key, where it stands in the code, what it is in this language: a form, or one of each plural class."""

    key: Key
    forms: list[str]
    places: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fuzzy: bool = False


def header(language: str) -> str:
    count, _, choice = PLURALS[language]
    lines = (
        "Project-Id-Version: Snug",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: nplurals={count}; plural={choice};",
    )
    return "".join(f"{line}\n" for line in lines)


def read(text: str) -> list[Entry]:
    """The entries of a `.po`, without its head and without what is crossed out (`#~`)."""
    found = (_entry(block.splitlines()) for block in re.split(r"\n\s*\n", text))
    return [entry for entry in found if entry is not None and entry.key.said]


def _entry(lines: list[str]) -> Entry | None:
    parts: dict[str, str] = {}
    at = ""
    for line in lines:
        if match := LINE.fullmatch(line.strip()):
            at = at if match[1] is None else match[1] + (match[2] or "")
            parts[at] = parts.get(at, "") + str(ast.literal_eval(match[3]))
    if "msgid" not in parts:
        return None
    key = Key(parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", ""))
    forms = [parts[name] for name in sorted(parts) if name.startswith("msgstr")]
    return Entry(
        key,
        forms,
        places=[place for line in lines if line.startswith("#:") for place in line[2:].split()],
        notes=[line for line in lines if line == "#" or line.startswith(("# ", "#. "))],
        fuzzy=any(line.startswith("#,") and "fuzzy" in line for line in lines),
    )


def written(entries: Iterable[Entry], language: str) -> str:
    """The `.po`: no dates and no line numbers, so that it changes only when words do."""
    head = ['msgid ""', 'msgstr ""', *(_quoted(line) for line in header(language).splitlines(keepends=True))]
    return "\n".join("".join(f"{line}\n" for line in block) for block in (head, *(_lines(entry) for entry in entries)))


def _lines(entry: Entry) -> Iterator[str]:
    yield from entry.notes
    yield from (f"#: {place}" for place in entry.places)
    flags = ["fuzzy"] * entry.fuzzy + ["python-format"] * bool(FORMATTED.search(entry.key.said))
    if flags:
        yield f"#, {', '.join(flags)}"
    if entry.key.context:
        yield f"msgctxt {_quoted(entry.key.context)}"
    yield f"msgid {_quoted(entry.key.said)}"
    if not entry.key.many:
        yield f"msgstr {_quoted(entry.forms[0])}"
        return
    yield f"msgid_plural {_quoted(entry.key.many)}"
    yield from (f"msgstr[{number}] {_quoted(form)}" for number, form in enumerate(entry.forms))


def _quoted(words: str) -> str:
    for raw, kept in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        words = words.replace(raw, kept)
    return f'"{words}"'


def compiled(entries: Iterable[Entry], language: str) -> bytes:
    """The `.mo` of these entries: what is not translated, or only guessed, is left out."""
    table = {"": header(language)}
    for entry in entries:
        if all(entry.forms) and not entry.fuzzy:
            table[_asked(entry.key)] = "\0".join(entry.forms)
    pairs = sorted((asked.encode(), said.encode()) for asked, said in table.items())
    # Seven numbers, then for each table the length and place of every string, then the strings, each ended by a zero.
    places, strings = 28 + 16 * len(pairs), b""
    tables: list[list[int]] = [[], []]
    for column in (0, 1):
        for pair in pairs:
            tables[column] += [len(pair[column]), places + len(strings)]
            strings += pair[column] + b"\0"
    numbers = [0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, places, *tables[0], *tables[1]]
    return struct.pack(f"<{len(numbers)}I", *numbers) + strings


def _asked(key: Key) -> str:
    said = f"{key.said}\0{key.many}" if key.many else key.said
    return f"{key.context}\x04{said}" if key.context else said
