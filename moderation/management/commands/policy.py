"""`manage.py policy`: prints who may do what, as docs/policy.md holds it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from moderation.policy.printed import document


class Command(BaseCommand):
    help = "Prints the policy table as Markdown (docs/policy.md)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write(document(), ending="")
