"""`manage.py audit verify`: walks the chain of the audit log (trust.md R43)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community import audit


class Command(BaseCommand):
    help = "Checks the audit log: every entry against the one before it, and against a head seen earlier."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deed", choices=["verify"])
        parser.add_argument("--head", help="as a trust page showed it, such as 214-9f3c51d0a2b87e64")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` with everything that is wrong."""
        wrong = list(audit.verify())
        wrong += audit.shortened(options["head"]) if options["head"] else []
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"The audit log is whole; its head is {audit.head()}.")
