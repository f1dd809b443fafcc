from __future__ import annotations

import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from community.notifications import ticks

EVERY_S = 20


class Command(BaseCommand):
    help = (
        "Plans and sends what is due, once or with --loop for ever; safely beside the worker and any number of others."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="do so every 20 seconds until interrupted")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        if not loop:
            self.stdout.write(f"{ticks.all_once()} rows moved")
            return
        self._loop(threading.Event())

    def _loop(self, ended: threading.Event) -> None:
        """A database that is away is waited for: the rows are there when it is back."""
        while True:
            close_old_connections()
            try:
                ticks.all_once()
            except DatabaseError as error:
                self.stderr.write(f"not this time: {type(error).__name__}")
            if ended.wait(EVERY_S):
                return
