"""`manage.py snug_reset --person MAIL`: for somebody who lost every second factor and all recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.actions import factors, people
from community.errors import SnugError
from community.models import Person


class Command(BaseCommand):
    help = "Takes passkeys, app and recovery codes off an account and ends its sessions. Make sure first who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", metavar="MAIL", required=True, help="the address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            address = people.normal_address(options["person"])
        except SnugError as error:
            raise CommandError(str(error.words)) from error
        person = Person.objects.filter(email=address).first()
        if person is None:
            raise CommandError("There is no account with this address.")
        factors.reset(person, by=None)
        self.stdout.write("Done: they sign in with a code by mail and set up a second factor anew.")
