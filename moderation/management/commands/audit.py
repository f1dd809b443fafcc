"""`manage.py audit verify`: is the chain of the audit log whole, and does it still hold the end that was seen?"""

import argparse
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community import audit
from moderation.actions.audits import last_whole


class Command(BaseCommand):
    help = "Walks the audit log. Exit status 1 and one line per fault when it is not whole."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("do", choices=["verify"])
        parser.add_argument("--head", help="An end of the chain that was seen earlier, as a trust page shows it.")

    def handle(self, *args: Any, **options: Any) -> None:
        seen = self._seen(options["head"])
        head = audit.head()
        faults = list(dict.fromkeys(chain.from_iterable(audit.verify(one) for one in (seen, last_whole()))))
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"whole, {head.seq} entries, its end is {head}")

    def _seen(self, text: str | None) -> audit.Head | None:
        try:
            return audit.Head.read(text) if text else None
        except ValueError:
            raise CommandError(f"{text!r} is no end of a chain; one looks like 12-0123456789abcdef")
