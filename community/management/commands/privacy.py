"""`manage.py privacy`: prints what is kept about people, as docs/privacy.md holds it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from community.personal.printed import document


class Command(BaseCommand):
    help = "Prints what is kept about people as Markdown (docs/privacy.md)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write(document(), ending="")
