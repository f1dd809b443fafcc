"""`manage.py seed_demo --people --talk`: the demo brand, its groups and their weeks of conversation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from groups.demo.people import make_people
from groups.demo.plans import make_events
from groups.demo.talk import make_talk
from groups.demo.weeks import make_weeks


class Command(BaseCommand):
    help = "Makes the demo (SNUG_DEMO=1 only). Run again it adds what is missing and nothing twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", action="store_true", help="brand, groups, people and plans; a few seconds")
        parser.add_argument("--talk", action="store_true", help="what they have said in the last five weeks")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not settings.DEMO:
            raise CommandError("The demo is made with SNUG_DEMO=1 only, and never in production.")
        both = not (options["people"] or options["talk"])
        if options["people"] or both:
            make_people()
            make_events()
            self.stdout.write("people: done")
        if options["talk"] or both:
            make_talk(self._progress)
            make_weeks()

    def _progress(self, done: int, of: int) -> None:
        self.stdout.write(f"talk {done}/{of}")
        self.stdout.flush()
