"""`manage.py messages`: gathers the words of the code into the catalogues and compiles them (docs/languages.md)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.catalogues.checking import files, findings
from community.catalogues.entries import PLURALS, Entry, Key, compiled, read, written
from community.catalogues.gathering import gathered


class Command(BaseCommand):
    help = "Brings the catalogues in line with the code and compiles them; --check only says what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; fail if anything is missing.")
        parser.add_argument(
            "--language", action="append", choices=sorted(PLURALS), help="Only this one; may be repeated."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        asked = gathered(settings.BASE_DIR)
        languages = options["language"] or sorted(PLURALS)
        if not options["check"]:
            for language in languages:
                bring_in_line(language, asked)
        found = [finding for language in languages for finding in findings(language, asked)]
        for finding in found:
            self.stdout.write(finding)
        if found and options["check"]:
            raise CommandError(f"{len(found)} findings.")
        self.stdout.write(f"{len(asked)} words and sentences, {len(found)} findings.")


def bring_in_line(language: str, asked: dict[Key, list[str]]) -> None:
    """Both files anew: what was translated is kept, what is new is empty, what nothing asks for any more is gone."""
    words, machine = files(language)
    words.parent.mkdir(parents=True, exist_ok=True)
    entries = read(words.read_text("utf-8")) if words.exists() else []
    entries = in_line(entries, language, asked)
    words.write_text(written(entries, language), "utf-8")
    machine.write_bytes(compiled(entries, language))


def in_line(entries: list[Entry], language: str, asked: dict[Key, list[str]]) -> list[Entry]:
    held = {entry.key: entry for entry in entries}
    count = PLURALS[language][0]
    kept = [held.get(key) or Entry(key, [""] * (count if key.many else 1)) for key in asked]
    for entry, places in zip(kept, asked.values(), strict=True):
        entry.places = places
    return kept
