"""`manage.py trustcheck`: proves what can be proved on a live system; exit code 1 with the list of what is wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moderation import trust


class Command(BaseCommand):
    help = "Checks on the live system that the rules are kept. Looks only."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` with a line for each thing that is wrong."""
        wrong = list(trust.wrong())
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write("\n".join(f"{name}: yes." for name in trust.names()))
