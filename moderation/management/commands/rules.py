"""`manage.py rules`: prints what keeps each rule, as docs/trust.md holds it."""

from typing import Any

from django.core.management.base import BaseCommand

from moderation.rulebook.printed import document


class Command(BaseCommand):
    help = "Prints the rules and what keeps them as Markdown (docs/trust.md)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(document(), ending="")
