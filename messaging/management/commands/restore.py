"""`manage.py restore`: to be run on a database that was restored from a dump or a copy, before people are let in."""

from typing import Any

from django.core.management.base import BaseCommand

from messaging.actions.restoring import rename_log
from moderation.actions import erasing


class Command(BaseCommand):
    help = (
        "After the database was restored from a dump or a copy: makes all clients load their rooms anew, and erases "
        "again whoever was erased since."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rename_log()
        self.stdout.write("The log has another name: clients load their rooms anew, now or when they connect.")
        self.stdout.write(f"Erased again, because the ledger says so: {erasing.replay()}.")
