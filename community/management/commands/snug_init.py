"""`manage.py snug_init --operator MAIL`: the first step of an empty installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.actions import staff
from community.errors import SnugError
from community.models import Role


class Command(BaseCommand):
    help = "Prints a one-time link that makes the holder of MAIL operator of this installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--operator", metavar="MAIL", required=True, help="the operator's e-mail address")
        parser.add_argument("--again", action="store_true", help="although there is an operator already")

    def handle(self, *args: Any, **options: Any) -> None:
        if Role.objects.current().filter(kind=Role.Kind.OPERATOR).exists() and not options["again"]:
            raise CommandError(
                "This installation has an operator, who can name others at /admin/. If they are gone, add --again."
            )
        try:
            _invite, token = staff.invite_operator(options["operator"])
        except SnugError as error:
            raise CommandError(str(error.words)) from error
        self.stdout.write(f"Open this link within {staff.DAYS} days and sign in as {options['operator']}:")
        self.stdout.write(staff.url_of(token))
