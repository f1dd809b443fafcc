"""`manage.py transparency <brand> <year>`: prints what was told of a brand's year, as JSON or HTML."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moderation.models import YearlyReport
from moderation.yearly.telling import as_html, as_json


class Command(BaseCommand):
    help = "Prints the report of a brand's year. It is told once the year is over; exit status 1 where it is not."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("brand", help="Its slug.")
        parser.add_argument("year", type=int)
        parser.add_argument("--html", action="store_true", help="For people. Without it JSON, for programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = YearlyReport.objects.select_related("brand").filter(brand__slug=options["brand"], year=options["year"])
        report = asked.first()
        if report is None:
            raise CommandError("this year of this brand has not been told")
        self.stdout.write(as_html(report) if options["html"] else as_json(report), ending="")
