"""What is wrong with a catalogue: every finding is a sentence with the words that it is about."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.conf import settings

from community.catalogues.entries import PLURALS, Entry, Key, compiled, read

PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[a-z]|%[.\d]*[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def files(language: str) -> tuple[Path, Path]:
    """The `.po` and the `.mo` of a language."""
    folder = Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"
    return folder / "django.po", folder / "django.mo"


def findings(language: str, asked: dict[Key, list[str]]) -> list[str]:
    """Everything that keeps the catalogue of `language` from being whole; nothing, if it is."""
    words, machine = files(language)
    if not words.exists():
        return [f"There is no {words.name} for “{language}”: run `make messages`."]
    entries = read(words.read_text("utf-8"))
    held = {entry.key for entry in entries}
    found = chain(
        (f"Not in the catalogue, run `make messages`: {key.said!r} ({asked[key][0]})" for key in asked.keys() - held),
        (f"Asked for nowhere, run `make messages`: {key.said!r}" for key in held - asked.keys()),
        *(wrong(entry, language) for entry in entries),
        []
        if machine.exists() and machine.read_bytes() == compiled(entries, language)
        else [f"Not of its .po: {machine}"],
    )
    return sorted(f"{language}: {finding}" for finding in found)


def wrong(entry: Entry, language: str) -> Iterator[str]:
    """What is wrong with one entry, each form looked at beside the words that it stands for."""
    said, many = entry.key.said, entry.key.many
    if entry.fuzzy:
        yield f"Only guessed: {said!r}"
    if not all(entry.forms):
        yield f"Not translated: {said!r}"
        return
    if len(entry.forms) != (PLURALS[language][0] if many else 1):
        yield f"Not as many forms as this language has: {said!r}"
    for number, form in enumerate(entry.forms):
        in_words = bool(many) and number in PLURALS[language][1]
        yield from (f"{finding}: {said!r} is {form!r}" for finding in _differences(many or said, form, in_words))


def _differences(said: str, form: str, in_words: bool) -> Iterator[str]:
    there, here = (sorted(PLACEHOLDER.findall(words)) for words in (said, form))
    if there != here and not (in_words and _only_number_left_out(there, here)):
        yield f"Other placeholders, {there} and {here}"
    if sorted(TAG.findall(said)) != sorted(TAG.findall(form)):
        yield "Other tags"
    for end, part in (("begins", r"^\s*"), ("ends", r"\s*$")):
        if (re.search(part, said) or [""])[0] != (re.search(part, form) or [""])[0]:
            yield f"{end.capitalize()} with other blanks"
    if "!" in form and "!" not in said:
        yield "An exclamation mark"


def _only_number_left_out(there: list[str], here: list[str]) -> bool:
    """A form that stands for one number alone, “one person” or a dual, may say it in words."""
    missing = list(there)
    for placeholder in here:
        if placeholder not in missing:
            return False
        missing.remove(placeholder)
    return len(missing) == 1
